import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { ApiError, get, post, put } from '../../api/client';
import type { Operation, OperationDetail, Probe, RecoveryKey, Remote, RemoteLook } from '../../api/types';
import { failureText } from '../../frame/drawer';
import { connect, endOf, isActive, noteOperation, onOperation } from '../../state/live';
import { go } from '../../state/router';
import { t, tWord } from '../../text';
import { bytes, number } from '../../text/format';
import { Icon } from '../../ui/icon';
import { Bar } from '../../ui/parts';
import { Checks } from '../health/remote';
import { Secret } from './secret';

type Stage = 'place' | 'store' | 'key' | 'sync';
const order: readonly Stage[] = ['place', 'store', 'key', 'sync'];

/** Where devices meet: the place, what it can do, the key, the first sync. */
export function Setup() {
  const stage = useSignal<Stage>('place');
  const url = useSignal('');
  const look = useSignal<RemoteLook | null>(null);
  const probe = useSignal<Probe | null>(null);
  const vault = useSignal<string | null>(null);
  const recovery = useSignal<RecoveryKey | null>(null);
  const isKept = useSignal(false);
  const problem = useSignal<{ title: string; hint: string | null } | null>(null);
  const isBusy = useSignal(false);
  const sync = useSignal<Operation | null>(null);

  useEffect(() => {
    get<Remote>('/api/remote').then(remote => {
      if (remote.url !== null && url.value === '') url.value = remote.url;
    }, () => undefined);
  }, []);
  useEffect(() => onOperation(operation => {
    if (operation.kind === 'sync') sync.value = operation;
  }), []);

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    problem.value = null;
    isBusy.value = true;
    try {
      await work();
    } catch (error) {
      problem.value = error instanceof ApiError ? { title: error.problem.title, hint: error.problem.hint } : { title: String(error), hint: null };
    } finally {
      isBusy.value = false;
    }
  };

  const askPlace = (): Promise<void> => attempt(async () => {
    probe.value = await post<Probe>('/api/remote/probe', { url: url.value.trim() });
    look.value = probe.value.ok ? await post<RemoteLook>('/api/remote/look', { url: url.value.trim() }) : null;
    const found = look.value;
    vault.value = found === null ? null : found.own ?? (found.vaults.length === 1 ? found.vaults[0] ?? null : null);
    stage.value = 'store';
  });

  const join = (passphrase: string, reseal: boolean): Promise<void> => attempt(async () => {
    const isNew = look.value !== null && look.value.vaults.length === 0;
    const answer = await put<OperationDetail>('/api/remote', { url: url.value.trim(), layout: null, vault: vault.value, create: isNew, passphrase: passphrase === '' ? null : passphrase, reseal });
    noteOperation(answer.operation);
    const ended = await endOf(answer.operation);
    if (ended.state !== 'completed' && ended.state !== 'partly') throw new ApiError({ status: 0, code: ended.failure?.code ?? 'failed', title: failureText(ended) || tWord('state', ended.state), hint: ended.failure?.hint ?? null, problems: null });
    await connect();
    const needsKey = !(await get<{ hasShownRecoveryKey: boolean }>('/api/keys')).hasShownRecoveryKey;
    if (needsKey) recovery.value = await post<RecoveryKey>('/api/keys/recovery');
    stage.value = needsKey ? 'key' : 'sync';
  });

  const at = order.indexOf(stage.value);
  const step = (name: Stage): string => (order.indexOf(name) < at ? 'is-done' : order.indexOf(name) === at ? 'is-now' : '');
  return (
    <div class="content" id="content" tabIndex={-1}>
      <div class="first">
        <header><h2 class="empty-title">{t('setup.title')}</h2><p>{t('setup.lead')}</p></header>
        <ol class="steps">
          <Step number={1} state={step('place')}>
            {stage.value === 'place'
              ? <Place url={url.value} change={next => { url.value = next; }} go={() => void askPlace()} isBusy={isBusy.value} />
              : <div class="line"><h3>{t('setup.place')}</h3><span class="soft"><code>{url.value}</code></span>{at < 2 && <button type="button" class="button is-plain is-small" onClick={() => {
                stage.value = 'place';
                problem.value = null;
              }}>{t('setup.change')}</button>}</div>}
          </Step>
          <Step number={2} state={step('store')}>
            <h3 class={at < 1 ? 'mute' : ''}>{t('setup.store')}</h3>
            {probe.value !== null && at >= 1 && <Checks probe={probe.value} />}
            {stage.value === 'store' && look.value !== null && <Join look={look.value} vault={vault.value} choose={next => { vault.value = next; }} join={(passphrase, reseal) => void join(passphrase, reseal)} isBusy={isBusy.value} needsReseal={problem.value?.title.includes('seal') === true} />}
          </Step>
          <Step number={3} state={step('key')}>
            <h3 class={at < 2 ? 'mute' : ''}>{t('keys.recovery')}</h3>
            {stage.value === 'key' && recovery.value !== null && <><p class="soft">{t('keys.recovery_text')}</p><Secret recovery={recovery.value} kept={next => { isKept.value = next; }} /></>}
          </Step>
          <Step number={4} state={step('sync')}>
            <h3 class={at < 3 ? 'mute' : ''}>{t('setup.sync')}</h3>
            {stage.value === 'sync' && <FirstSync operation={sync.value} />}
          </Step>
        </ol>
        {problem.value !== null && <div class="notice is-bad" role="alert"><Icon name="alert" /><p><b>{problem.value.title}</b> {problem.value.hint}</p></div>}
        <div class="row">
          <button type="button" class="button is-plain is-flush" onClick={() => go('/')}>{stage.value === 'sync' ? t('setup.to_sessions') : t('setup.skip')}</button>
          {stage.value === 'key' && <button type="button" class="button is-main push" disabled={!isKept.value} onClick={() => {
            recovery.value = null;
            stage.value = 'sync';
          }}>{t('setup.go_on')}</button>}
          {stage.value === 'sync' && <button type="button" class="button is-main push" onClick={() => go('/')}>{t('setup.done')}</button>}
        </div>
      </div>
    </div>
  );
}

function Step({ number: n, state, children }: { number: number; state: string; children: ComponentChildren }) {
  return <li class={`step ${state}`} aria-current={state === 'is-now' ? 'step' : undefined}><span class="at">{state === 'is-done' ? <><Icon name="check" /><span class="sr">{t('setup.is_done')}</span></> : number(n)}</span><div>{children}</div></li>;
}

function Place({ url, change, go: ask, isBusy }: { url: string; change: (url: string) => void; go: () => void; isBusy: boolean }) {
  return (
    <form class="form" onSubmit={event => {
      event.preventDefault();
      if (url.trim() !== '') ask();
    }}>
      <h3><label for="place">{t('setup.place')}</label></h3>
      <div class="row is-field"><input id="place" class="input" value={url} data-first placeholder="s3://my-bucket?endpoint=https://s3.example.org" spellcheck={false} autocomplete="off" aria-describedby="place-hint" onInput={event => change(event.currentTarget.value)} />
        <button type="submit" class="button is-main" disabled={isBusy || url.trim() === ''}>{isBusy ? t('setup.asking') : t('setup.ask')}</button></div>
      <p id="place-hint" class="mute">{t('setup.place_hint')}</p>
    </form>
  );
}

interface JoinProperties {
  look: RemoteLook;
  vault: string | null;
  choose: (vault: string) => void;
  join: (passphrase: string, reseal: boolean) => void;
  isBusy: boolean;
  needsReseal: boolean;
}

function Join({ look, vault, choose, join, isBusy }: JoinProperties) {
  const first = useSignal('');
  const second = useSignal('');
  const reseal = useSignal(false);
  const differs = useSignal(false);
  const isNew = look.vaults.length === 0;
  const isOwn = look.own !== null && vault === look.own;
  return (
    <form class="form join" onSubmit={event => {
      event.preventDefault();
      differs.value = isNew && first.value !== second.value;
      if (!differs.value) join(first.value, reseal.value);
    }}>
      <p>{isNew ? t('setup.new_vault') : isOwn ? t('setup.own_vault') : t('setup.there', { n: look.vaults.length })}</p>
      {look.vaults.length > 1 && (
        <div class="levels" role="radiogroup" aria-label={t('setup.which')}>{look.vaults.map(one => <label key={one} class="level"><input type="radio" name="vault" checked={vault === one} onChange={() => choose(one)} /><span><code>{one}</code>{one === look.own && <small>{t('setup.own_vault')}</small>}</span></label>)}</div>
      )}
      {!isOwn && (
        <>
          <div class="field"><label for="join-pass">{isNew ? t('setup.passphrase_new') : t('setup.passphrase_there')}</label><input id="join-pass" class="input" type="password" autocomplete={isNew ? 'new-password' : 'current-password'} value={first.value} onInput={event => { first.value = event.currentTarget.value; }} /></div>
          {isNew && <div class="field"><label for="join-again">{t('setup.passphrase_again')}</label><input id="join-again" class="input" type="password" autocomplete="new-password" value={second.value} onInput={event => { second.value = event.currentTarget.value; }} /></div>}
          {differs.value && <p class="field-problem" role="alert">{t('setup.passphrase_differs')}</p>}
          {!isNew && <label class="tick"><input type="checkbox" checked={reseal.value} onChange={event => { reseal.value = event.currentTarget.checked; }} /><span>{t('setup.reseal')}</span></label>}
        </>
      )}
      <div class="row"><button type="submit" class="button is-main" disabled={isBusy || !isOwn && first.value === '' || look.vaults.length > 1 && vault === null}>{isBusy ? t('setup.joining') : isNew ? t('setup.create') : t('setup.join')}</button></div>
    </form>
  );
}

function FirstSync({ operation }: { operation: Operation | null }) {
  if (operation === null) return <p class="soft" role="status">{t('setup.sync_soon')}</p>;
  const progress = operation.progress;
  const share = progress !== null && progress.total > 0 ? progress.done / progress.total : 0;
  if (!isActive(operation)) {
    return <p class="soft" role="status">{operation.state === 'completed' ? t('setup.sync_done') : failureText(operation) || tWord('state', operation.state)}</p>;
  }
  return (
    <div role="status"><div class="progress" role="progressbar" aria-label={t('setup.sync')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}><Bar share={share} /></div>
      <p class="figures"><span>{progress !== null && progress.total > 0 ? <><b>{number(progress.done)}</b> {t('operations.of', { total: progress.total })}</> : t('remote.syncing')}</span><span>{progress !== null && progress.bytes > 0 ? bytes(progress.bytes) : ''}</span></p></div>
  );
}
