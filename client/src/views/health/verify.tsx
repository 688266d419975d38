import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { post } from '../../api/client';
import type { Estimate, Finding, FindingCount, Remote, RepairReport, VerifyReport } from '../../api/types';
import { start } from '../../state/actions';
import { connection, healthFindings, remote as known } from '../../state/live';
import { go } from '../../state/router';
import { complain } from '../../state/toasts';
import { t, tWord, type TextKey } from '../../text';
import { bytes, clock, dollars, duration, moment, number } from '../../text/format';
import { Icon } from '../../ui/icon';
import { Status } from '../../ui/parts';
import { Confirm } from '../../ui/dialog';
import { activeOf, useLastReport, useLoaded } from './load';

const levels = [0, 5, 100] as const;

/** How thoroughly to look, with what it takes; then what was found, and what a repair would do. */
export function VerifyCard() {
  const side = useSignal<'here' | 'remote'>('here');
  const level = useSignal<number>(0);
  const estimates = useSignal<Readonly<Record<string, Estimate>>>({});
  const hasRemote = connection.value?.hasRemote === true;
  const { operation, report } = useLastReport(['verify']);
  const verify = report?.verify ?? null;
  const active = activeOf(['verify']);

  useEffect(() => {
    const controller = new AbortController();
    for (const readPercent of levels) {
      post<Estimate>('/api/verify/estimate', { side: side.value, readPercent, resume: false }, controller.signal)
        .then(answer => { estimates.value = { ...estimates.value, [`${side.value} ${readPercent}`]: answer }; }, () => undefined);
    }
    return () => controller.abort();
  }, [side.value]);

  useEffect(() => {
    if (verify !== null) healthFindings.value = verify.findings.length + verify.more.reduce((sum, one) => sum + one.count, 0);
  }, [verify]);

  const count = healthFindings.value;
  const ended = operation?.ended;
  return (
    <section class="panel sheet" aria-labelledby="h-verify">
      <header><span class="icon-tile"><Icon name="health" /></span><div><h2 id="h-verify">{t('verify.title')}</h2>
        <p>{ended && verify ? t('verify.last', { when: new Date(ended).toDateString() === new Date().toDateString() ? clock(ended) : moment(ended), side: tWord('side', verify.side), n: verify.checked }) : t('verify.never')}</p></div>
        {verify !== null && (count > 0 ? <Status kind="warn" icon="alert">{t('verify.findings', { n: count })}</Status> : <Status kind="good" icon="check">{t('verify.well')}</Status>)}</header>
      {hasRemote && (
        <div class="switch-words" role="radiogroup" aria-label={t('verify.side')}>
          {(['here', 'remote'] as const).map(one => <label key={one}><input type="radio" name="verify-side" checked={side.value === one} onChange={() => { side.value = one; }} /><span>{tWord('side', one)}</span></label>)}
        </div>
      )}
      <div class="levels" role="radiogroup" aria-label={t('verify.level')}>
        {levels.map(one => {
          const estimate = estimates.value[`${side.value} ${one}`];
          return (
            <label key={one} class="level"><input type="radio" name="level" checked={level.value === one} onChange={() => { level.value = one; }} />
              <span>{t(`verify.level.${one}` as TextKey)}<small>{t(`verify.level.${one}.text` as TextKey, { n: estimate?.objects ?? 0 })}</small></span>
              <span class="price">{estimate === undefined ? <span class="bone is-price" /> : <>{side.value === 'remote' && `${t('verify.requests', { n: estimate.requests })} · `}{estimate.bytes > 0 && `${bytes(estimate.bytes)} · `}{duration(estimate.seconds)}<br /><span class="mute">{side.value === 'remote' && estimate.cost !== null ? dollars(estimate.cost) : '\u00a0'}</span></>}</span></label>
          );
        })}
      </div>
      <div class="row"><button type="button" class="button is-main" disabled={active !== null} onClick={() => void start('/api/verify', { side: side.value, readPercent: level.value, resume: false })}>{active !== null ? t('verify.running') : t('verify.start')}</button><span class="mute">{t('verify.stoppable')}</span></div>
      {verify !== null && count > 0 && <Findings report={verify} />}
      <RepairPart side={verify?.side ?? side.value} readPercent={verify?.readPercent ?? level.value} />
    </section>
  );
}

interface Grouped {
  kind: string;
  action: string;
  count: number;
  listed: readonly Finding[];
}

/** Findings of one kind and action together: a person reads what is so, not a thousand lines. */
export function grouped(findings: readonly Finding[], more: readonly FindingCount[]): Grouped[] {
  const groups = new Map<string, Grouped>();
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.action}`;
    const before = groups.get(key);
    groups.set(key, { kind: finding.kind, action: finding.action, count: (before?.count ?? 0) + 1, listed: [...(before?.listed ?? []), finding].slice(0, 200) });
  }
  for (const { kind, action, count } of more) {
    const before = groups.get(`${kind} ${action}`);
    groups.set(`${kind} ${action}`, { kind, action, count: (before?.count ?? 0) + count, listed: before?.listed ?? [] });
  }
  return [...groups.values()];
}

function Findings({ report }: { report: VerifyReport }) {
  return (
    <>
      <h3>{t('verify.findings_of')}</h3>
      <ul class="findings">{grouped(report.findings, report.more).map(group => {
        const isBad = group.action === 'lost';
        const isNote = group.action === 'keep' || group.action === 'inspect' && group.kind === 'orphaned';
        return (
          <li key={`${group.kind} ${group.action}`} class={`finding ${isBad ? 'is-bad' : isNote ? 'is-note' : ''}`}><Icon name={isNote ? 'found' : 'alert'} />
            <div><p>{t(`finding.${group.kind}` as TextKey, { n: group.count })} {tWord('finding.action', group.action)}</p>
              <details><summary>{t('verify.details')}</summary><ul class="finding-list">{group.listed.slice(0, 50).map(one => <li key={one.object}><code>{one.object}</code> {one.detail}{one.id !== null && <> <a class="link" href={`/sessions/${one.id}`} onClick={event => {
                event.preventDefault();
                go(`/sessions/${one.id}`);
              }}>{t('action.open')}</a></>}</li>)}</ul></details></div></li>
        );
      })}</ul>
    </>
  );
}

/** Repair: first what it would do, then it is done; what would take something away is asked about. It looks as thoroughly as the last verification. */
function RepairPart({ side, readPercent }: { side: string; readPercent: number }) {
  const { operation, report } = useLastReport(['repair']);
  const repair: RepairReport | null = report?.repair ?? null;
  const active = activeOf(['repair']);
  const asking = useSignal(false);
  const run = (dryRun: boolean, agreed: string[] | null): void => void start('/api/repair', { side, readPercent, dryRun, agreed });
  const steps = repair === null ? [] : grouped(repair.dryRun ? repair.planned : repair.repaired, repair.more);
  const waiting = repair !== null && !repair.dryRun ? repair.planned : [];
  return (
    <div class="repair">
      <h3>{t('repair.title')}</h3>
      {repair === null && <p class="mute">{t('repair.first')}</p>}
      {repair !== null && <p class="mute">{repair.dryRun ? t('repair.dry') : t('repair.done', { n: repair.repaired.length, left: repair.left.length })} {operation?.ended && clock(operation.ended)}</p>}
      {steps.length > 0 && <ol class="plan">{steps.map(step => (
        <li key={`${step.kind} ${step.action}`}><span class={`way-mark ${repair?.dryRun ? '' : 'is-note'}`}><Icon name={step.action === 'put-back' ? 'export' : step.action === 'rewrite' ? 'sync' : step.action === 'remove' ? 'trash' : 'check'} /></span><span>{t(`repair.step.${step.action}` as TextKey, { n: step.count })}</span><span class="number">{number(step.count)}</span></li>
      ))}</ol>}
      {repair !== null && repair.dryRun && steps.length === 0 && <p class="soft">{t('repair.nothing')}</p>}
      {repair !== null && (repair.lost.length > 0 || repair.left.length > 0) && (
        <ul class="findings">{[...repair.lost, ...repair.left].slice(0, 50).map(one => <li key={one.object} class="finding is-bad"><Icon name="alert" /><div><p><code>{one.object}</code> {one.detail}</p></div></li>)}</ul>
      )}
      {waiting.length > 0 && <div class="notice"><Icon name="alert" /><p>{t('repair.asked', { n: waiting.length })}</p><button type="button" class="button is-small" onClick={() => { asking.value = true; }}>{t('repair.agree')}</button></div>}
      <p class="promise">{t('repair.promise')}</p>
      <div class="row">
        <button type="button" class={`button ${repair?.dryRun && steps.length > 0 ? 'is-main' : ''}`} disabled={active !== null || repair === null || !repair.dryRun || steps.length === 0} onClick={() => run(false, null)}>{active !== null ? t('repair.running') : t('repair.start')}</button>
        <button type="button" class="button is-plain" disabled={active !== null} onClick={() => run(true, null)}>{t('repair.try')}</button>
      </div>
      {asking.value && <Confirm title={t('repair.asked', { n: waiting.length })} text={<ul class="finding-list">{waiting.slice(0, 30).map(one => <li key={one.object}><code>{one.object}</code> {tWord('finding.action', one.action)} {one.detail}</li>)}</ul>} action={t('repair.agree')} close={() => { asking.value = false; }} act={() => run(false, waiting.map(one => one.object))} />}
    </div>
  );
}

/** Derives anew what can be derived: the index of this device, the lists of the remote. */
export function RebuildCard() {
  const asking = useSignal<string | null>(null);
  const active = activeOf(['rebuild']);
  const [{ value: remote }] = useLoaded<Remote>('/api/remote', [known.value?.url]);
  const isClassic = remote?.layout === 'classic' && remote.url !== null;
  const isVault = remote?.layout === 'vault' && remote.url !== null;
  const run = (what: string, side: string | null): void => {
    start('/api/rebuild', { what, side, dryRun: false, passphrase: null }).catch(complain);
  };
  const rows: [string, string | null, TextKey, TextKey][] = [
    ['index', null, 'rebuild.index', 'rebuild.index_text'],
    ['list', 'here', 'rebuild.list', 'rebuild.list_text'],
    ...(isVault ? [['list', 'remote', 'rebuild.list_remote', 'rebuild.list_remote_text'], ['remote', null, 'rebuild.remote', 'rebuild.remote_text']] as [string, string | null, TextKey, TextKey][] : []),
    ...(isClassic ? [['indexes', null, 'rebuild.indexes', 'rebuild.indexes_text'], ['list', 'remote', 'rebuild.overall', 'rebuild.overall_text']] as [string, string | null, TextKey, TextKey][] : []),
  ];
  const asked = rows.find(row => `${row[0]} ${row[1]}` === asking.value);
  return (
    <section class="panel sheet" aria-labelledby="h-rebuild">
      <header><span class="icon-tile"><Icon name="retry" /></span><div><h2 id="h-rebuild">{t('rebuild.title')}</h2><p>{t('rebuild.text')}</p></div></header>
      <ul class="lines">{rows.map(([what, side, name, text]) => (
        <li key={`${what} ${side}`}><div>{t(name)}<small>{t(text)}</small></div><button type="button" class="button is-small" disabled={active !== null} onClick={() => {
          if (what === 'index') run(what, side);
          else asking.value = `${what} ${side}`;
        }}>{t('rebuild.start')}</button></li>
      ))}</ul>
      {asked && <Confirm title={t(asked[2])} text={<p>{t(asked[3])}</p>} action={t('rebuild.start')} close={() => { asking.value = null; }} act={() => run(asked[0], asked[1])} />}
    </section>
  );
}
