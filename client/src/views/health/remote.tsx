import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, post, put } from '../../api/client';
import type { Operation, OperationDetail, Probe, ProbeCheck, Remote, RequestCounts, Settings } from '../../api/types';
import { outcome } from '../../frame/drawer';
import { syncNow } from '../../state/actions';
import { minute } from '../../state/clock';
import { isActive, operations, remote as known } from '../../state/live';
import { go } from '../../state/router';
import { complain } from '../../state/toasts';
import { t, tWord } from '../../text';
import { age, bytes, clock, dollars, moment, number } from '../../text/format';
import { Icon } from '../../ui/icon';
import { Status } from '../../ui/parts';
import { activeOf, useEnds, useLoaded } from './load';

export const requestSum = (counts: RequestCounts): number => counts.get + counts.put + counts.list + counts.head + counts.delete;

/** The remote: how it stands, what the last syncs cost, and what it can do. */
export function RemoteCard() {
  const change = known.value;
  const [{ value: remote, failure }, reload] = useLoaded<Remote>('/api/remote', [change?.url, change?.lastSync, change?.waiting, change?.reachable]);
  useEnds(['sync', 'set-up'], reload);
  void minute.value;
  if (failure !== null && remote === null) return <section class="panel sheet"><div class="notice is-bad"><Icon name="alert" /><p>{failure}</p></div></section>;
  if (remote === null) return <section class="panel sheet is-waiting" aria-busy="true"><h2>{t('health.remote')}</h2></section>;
  if (remote.url === null) return <NoRemote />;
  const syncing = activeOf(['sync']);
  const reachable = change?.reachable ?? remote.reachable;
  // Nobody counts the requests of a folder.
  const isBilled = remote.url.startsWith('s3:');
  return (
    <section class="panel sheet" aria-labelledby="h-remote">
      <header><span class="icon-tile"><Icon name="bucket" /></span><div><h2 id="h-remote">{t('health.remote')}</h2><p>{remote.url} · {tWord('layout', remote.layout)}</p></div>
        {reachable === false ? <Status kind="bad" icon="offline">{t('health.away')}</Status> : reachable === true || remote.lastSync !== null ? <Status kind="good" icon="check">{t('health.connected')}</Status> : <Status kind="plain" icon="clock">{t('health.not_asked')}</Status>}
        <button type="button" class="button" disabled={syncing !== null} onClick={() => void syncNow()}><Icon name="sync" />{syncing !== null ? t('remote.syncing') : t('health.sync_now')}</button></header>
      <dl class="facts">
        <div><dt>{t('health.last_sync')}</dt><dd>{remote.lastSync === null ? t('health.never') : age(remote.lastSync)}</dd></div>
        <div><dt>{t('health.waiting')}</dt><dd>{number(remote.waiting)}</dd></div>
        {isBilled && <><div><dt>{t('health.requests_month')}</dt><dd>{number(requestSum(remote.bill.requests))}</dd></div>
        <div><dt>{t('health.this_month')}</dt><dd>{remote.bill.cost === null ? t('health.no_price') : dollars(remote.bill.cost)} <small>{bytes(remote.bill.bytesSent + remote.bill.bytesReceived)}</small></dd></div></>}
      </dl>
      <Ledger />
      <AutoSync remote={remote} />
    </section>
  );
}

function NoRemote() {
  return (
    <section class="panel sheet" aria-labelledby="h-remote">
      <header><span class="icon-tile"><Icon name="bucket" /></span><div><h2 id="h-remote">{t('health.remote')}</h2><p>{t('health.no_remote')}</p></div></header>
      <p class="soft">{t('health.no_remote_text')}</p>
      <div class="row"><button type="button" class="button is-main" onClick={() => go('/setup')}>{t('remote.set_up')}</button></div>
    </section>
  );
}

interface Cost {
  requests: number;
  bytes: number;
  cost: number | null;
}

function Ledger() {
  const syncs = operations.value.filter(one => one.kind === 'sync' && !isActive(one)).slice(0, 5);
  const costs = useSignal<Readonly<Record<string, Cost>>>({});
  useEffect(() => {
    for (const one of syncs.filter(sync => sync.hasReport && costs.value[sync.id] === undefined)) {
      get<OperationDetail>(`/api/operations/${one.id}`).then(({ report }) => {
        const sync = report?.sync;
        if (sync) costs.value = { ...costs.value, [one.id]: { requests: requestSum(sync.requests), bytes: sync.bytesSent + sync.bytesReceived, cost: sync.cost } };
      }, () => undefined);
    }
  }, [syncs.map(one => one.id).join()]);
  if (syncs.length === 0) return null;
  const requestsOf = (one: Operation): number | undefined => costs.value[one.id]?.requests ?? one.counts.find(count => count.name === 'requests')?.count;
  return (
    <table class="ledger"><caption>{t('health.ledger')}</caption>
      <thead><tr><th scope="col">{t('health.when')}</th><th scope="col">{t('health.what')}</th><th scope="col" class="end">{t('health.requests')}</th><th scope="col" class="end only-wide-cell">{t('health.bytes')}</th><th scope="col" class="end">{t('health.cost')}</th></tr></thead>
      <tbody>{syncs.map(one => {
        const cost = costs.value[one.id];
        const requests = requestsOf(one);
        const ended = one.ended ?? one.queued;
        const text = one.state === 'completed' ? outcome({ ...one, counts: one.counts.filter(count => count.name !== 'requests') }) : tWord('state', one.state);
        return (
          <tr key={one.id}><td>{new Date(ended).toDateString() === new Date().toDateString() ? clock(ended) : moment(ended)}</td><td class="ledger-what">{text}</td><td class="end">{requests === undefined ? '–' : number(requests)}</td>
            <td class="end only-wide-cell">{cost ? bytes(cost.bytes) : '–'}</td><td class="end">{cost?.cost == null ? '–' : dollars(cost.cost)}</td></tr>
        );
      })}</tbody>
    </table>
  );
}

function AutoSync({ remote }: { remote: Remote }) {
  const mode = useSignal(remote.sync);
  const probe = useSignal<Probe | null>(null);
  const isBusy = useSignal(false);
  useEffect(() => { mode.value = remote.sync; }, [remote.sync]);
  const change = async (next: string): Promise<void> => {
    const before = mode.value;
    mode.value = next;
    try {
      await put<Settings>('/api/settings', { values: [{ key: 'sync', value: next }] });
    } catch (error) {
      mode.value = before;
      complain(error);
    }
  };
  const ask = async (): Promise<void> => {
    isBusy.value = true;
    try {
      probe.value = await post<Probe>('/api/remote/probe', { url: null });
    } catch (error) {
      complain(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <>
      <div class="row"><label class="tick"><input type="checkbox" role="switch" checked={mode.value === 'auto'} onChange={event => void change(event.currentTarget.checked ? 'auto' : 'manual')} /><span>{t('health.auto')}</span></label>
        <button type="button" class="button is-plain is-small push" disabled={isBusy.value} onClick={() => void ask()}>{isBusy.value ? t('health.probing') : t('health.probe')}</button>
        <button type="button" class="button is-plain is-small" onClick={() => go('/setup')}>{t('health.change')}</button></div>
      {probe.value !== null && <Checks probe={probe.value} />}
    </>
  );
}

/** The result of a probe in words: what the store can do, and what to change where it falls short. */
export function Checks({ probe }: { probe: Probe }) {
  return (
    <div class="probe-result" role="status">
      <h3>{probe.ok ? t('probe.good') : t('probe.bad')}</h3>
      <ul class="checks">{probe.checks.map(check => <CheckRow key={check.name} check={check} />)}</ul>
    </div>
  );
}

function CheckRow({ check }: { check: ProbeCheck }) {
  const kind = !check.ok ? 'is-bad' : !check.supported ? 'is-warn' : '';
  return (
    <li class={kind}><Icon name={kind === '' ? 'check' : 'alert'} /><span><b>{tWord('check', check.name)}:</b> <span class="sr">{t(kind === '' ? 'check.yes' : kind === 'is-warn' ? 'check.lacking' : 'check.no')} </span>{check.detail}{check.hint !== null && <> <span class="soft">{check.hint}</span></>}</span></li>
  );
}
