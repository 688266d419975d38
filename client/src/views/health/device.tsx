import { useSignal } from '@preact/signals';
import { ApiError, post, put, remove } from '../../api/client';
import type { Cache, Keys, RecoveryKey, Status as ServerStatus } from '../../api/types';
import { start } from '../../state/actions';
import { facets } from '../../state/live';
import { complain, say } from '../../state/toasts';
import { t } from '../../text';
import { bytes, number } from '../../text/format';
import { Confirm, Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Bar, Status } from '../../ui/parts';
import { Secret } from '../setup/secret';
import { activeOf, useEnds, useLoaded } from './load';

/** What is on this device: downloads that may go, previews, the index. */
export function CacheCard() {
  const [{ value: cache }, reload] = useLoaded<Cache>('/api/cache', [facets.value?.revision]);
  const [{ value: status }] = useLoaded<ServerStatus>('/api/status', [facets.value?.revision]);
  useEnds(['cache', 'verify', 'rebuild', 'download', 'bulk'], reload);
  const clearing = useSignal(false);
  const trimming = useSignal(false);
  const active = activeOf(['cache']);
  if (cache === null) return <section class="panel sheet is-waiting" aria-busy="true"><h2>{t('cache.title')}</h2></section>;
  const library = status?.library.bytes ?? cache.bytes;
  const must = Math.max(0, library - cache.bytes);
  const whole = Math.max(1, must + cache.bytes + cache.previewBytes + cache.index.bytes);
  return (
    <section class="panel sheet" aria-labelledby="h-cache">
      <header><span class="icon-tile"><Icon name="device" /></span><div><h2 id="h-cache">{t('cache.title')}</h2><p>{t('cache.limits', { size: bytes(cache.sizeMax), n: cache.ageMaxDays })}</p></div><span class="number"><b>{bytes(must + cache.bytes + cache.previewBytes + cache.index.bytes)}</b></span></header>
      <div class="bar" role="img" aria-label={t('cache.bar', { must: bytes(must), may: bytes(cache.bytes), rest: bytes(cache.previewBytes + cache.index.bytes) })}><Bar class="tone-1" share={must / whole} /><Bar class="tone-2" share={cache.bytes / whole} /><Bar class="tone-3" share={(cache.previewBytes + cache.index.bytes) / whole} /></div>
      <ul class="legend">
        <li><span class="key-dot tone-1" />{t('cache.must')}<span class="number">{bytes(must)}</span></li>
        <li><span class="key-dot tone-2" />{t('cache.may')}<span class="number">{number(cache.archives)} · {bytes(cache.bytes)}</span></li>
        <li><span class="key-dot tone-3" />{t('cache.rest', { n: cache.previews })}<span class="number">{bytes(cache.previewBytes + cache.index.bytes)}</span></li>
      </ul>
      <p class="row">{cache.index.healthy ? <Status kind="good" icon="check">{t('cache.index_well')}</Status> : <Status kind="bad" icon="alert">{t('cache.index_bad')}</Status>}<span class="mute number">{bytes(cache.index.bytes)}</span></p>
      <div class="row">
        <button type="button" class="button" disabled={active !== null} onClick={() => { trimming.value = true; }}>{t('cache.optimize')}</button>
        <button type="button" class="button is-plain" disabled={active !== null} onClick={() => void start('/api/cache/verify', undefined)}>{t('cache.verify')}</button>
        <button type="button" class="button is-plain is-bad" disabled={active !== null || cache.archives === 0} onClick={() => { clearing.value = true; }}>{t('cache.clear')}</button>
      </div>
      {clearing.value && <Confirm title={t('cache.clear')} text={<p>{t('cache.clear_text', { n: cache.archives, size: bytes(cache.bytes) })}</p>} action={t('cache.clear')} close={() => { clearing.value = false; }} act={() => void start('/api/cache/clear', { dryRun: false, maxSize: null, maxAge: null })} />}
      {trimming.value && <Trim cache={cache} close={() => { trimming.value = false; }} />}
    </section>
  );
}

function Trim({ cache, close }: { cache: Cache; close: () => void }) {
  const size = useSignal('');
  const days = useSignal('');
  return (
    <Dialog title={t('cache.optimize')} class="is-small" close={close}>
      <form class="dialog-form" onSubmit={event => {
        event.preventDefault();
        void start('/api/cache/optimize', { dryRun: false, maxSize: size.value.trim() || null, maxAge: days.value.trim() === '' ? null : `${days.value.trim()}d` });
        close();
      }}>
        <div class="dialog-body form"><p class="soft">{t('cache.optimize_text')}</p>
          <div class="field"><label for="trim-size">{t('cache.size')}</label><input id="trim-size" class="input" data-first value={size.value} placeholder={bytes(cache.sizeMax).replace('\u00a0', '')} onInput={event => { size.value = event.currentTarget.value; }} /></div>
          <div class="field"><label for="trim-days">{t('cache.days')}</label><input id="trim-days" class="input" inputMode="numeric" pattern="[0-9]*" value={days.value} placeholder={String(cache.ageMaxDays)} onInput={event => { days.value = event.currentTarget.value; }} /></div></div>
        <footer class="dialog-foot"><button type="button" class="button" onClick={close}>{t('common.cancel')}</button><button type="submit" class="button is-main">{t('cache.optimize')}</button></footer>
      </form>
    </Dialog>
  );
}

/** The recovery key, and the passphrases that open the vault. */
export function KeysCard() {
  const [{ value: keys }, reload, state] = useLoaded<Keys>('/api/keys?ask=true', []);
  useEnds(['set-up'], reload);
  const shown = useSignal<RecoveryKey | null>(null);
  const changing = useSignal<'change' | 'add' | null>(null);
  const removing = useSignal<string | null>(null);
  const show = async (): Promise<void> => {
    try {
      shown.value = await post<RecoveryKey>('/api/keys/recovery');
      reload();
    } catch (error) {
      complain(error);
    }
  };
  const take = async (name: string, isLast: boolean): Promise<void> => {
    try {
      state.value = { value: await remove<Keys>(`/api/keys/${encodeURIComponent(name)}${isLast ? '?last=true' : ''}`), failure: null };
      say(t('keys.removed'));
    } catch (error) {
      complain(error);
    }
  };
  const files = keys?.files ?? [];
  return (
    <section class="panel sheet" aria-labelledby="h-keys">
      <header><span class="icon-tile"><Icon name="key" /></span><div><h2 id="h-keys">{t('keys.title')}</h2><p>{t('keys.text')}</p></div></header>
      <ul class="lines">
        <li><div>{t('keys.recovery')}<small>{keys?.hasShownRecoveryKey ? t('keys.recovery_shown') : t('keys.recovery_due')}</small></div><button type="button" class={`button is-small ${keys?.hasShownRecoveryKey === false ? 'is-main' : ''}`} disabled={keys?.vault == null} onClick={() => void show()}>{t('keys.show')}</button></li>
        <li><div>{t('keys.passphrase')}<small>{t('keys.passphrase_text')}</small></div><button type="button" class="button is-small" disabled={keys?.files == null} onClick={() => { changing.value = 'change'; }}>{t('keys.change')}</button></li>
        <li><div>{t('keys.add')}<small>{keys?.files == null ? t('keys.files_unknown') : t('keys.files', { n: files.length })}</small></div><button type="button" class="button is-small" disabled={keys?.files == null} onClick={() => { changing.value = 'add'; }}>{t('keys.add_action')}</button></li>
        {files.length > 1 && files.map(name => <li key={name}><div><code>{name}</code></div><button type="button" class="button is-small is-bad" onClick={() => { removing.value = name; }}>{t('keys.remove')}</button></li>)}
      </ul>
      {shown.value !== null && <Dialog title={t('keys.recovery')} close={() => { shown.value = null; }}><div class="dialog-body"><p class="soft">{t('keys.recovery_text')}</p><Secret recovery={shown.value} /></div></Dialog>}
      {changing.value !== null && <Passphrase isNew={changing.value === 'add'} close={() => { changing.value = null; }} saved={next => { state.value = { value: next, failure: null }; }} />}
      {removing.value !== null && <Confirm title={t('keys.remove')} text={<p>{t('keys.remove_text')}</p>} action={t('keys.remove')} isBad close={() => { removing.value = null; }} act={() => void take(removing.value ?? '', files.length === 1)} />}
    </section>
  );
}

function Passphrase({ isNew, close, saved }: { isNew: boolean; close: () => void; saved: (keys: Keys) => void }) {
  const first = useSignal('');
  const second = useSignal('');
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const save = async (): Promise<void> => {
    if (first.value === '') {
      problem.value = t('setup.passphrase_empty');
      return;
    }
    if (first.value !== second.value) {
      problem.value = t('setup.passphrase_differs');
      return;
    }
    isBusy.value = true;
    try {
      saved(isNew ? await post<Keys>('/api/keys', { passphrase: first.value }) : await put<Keys>('/api/keys/passphrase', { passphrase: first.value }));
      say(isNew ? t('keys.added') : t('keys.changed'));
      close();
    } catch (error) {
      problem.value = error instanceof ApiError ? [error.problem.title, error.problem.hint].filter(Boolean).join(' ') : String(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <Dialog title={isNew ? t('keys.add') : t('keys.passphrase_change')} class="is-small" close={close}>
      <form class="dialog-form" onSubmit={event => {
        event.preventDefault();
        void save();
      }}>
        <div class="dialog-body form">
          <div class="field"><label for="pass-1">{t('setup.passphrase')}</label><input id="pass-1" class="input" type="password" autocomplete="new-password" data-first value={first.value} onInput={event => { first.value = event.currentTarget.value; }} /></div>
          <div class="field"><label for="pass-2">{t('setup.passphrase_again')}</label><input id="pass-2" class="input" type="password" autocomplete="new-password" value={second.value} onInput={event => { second.value = event.currentTarget.value; }} /></div>
          {problem.value !== null && <p class="field-problem" role="alert">{problem.value}</p>}
        </div>
        <footer class="dialog-foot"><button type="button" class="button" onClick={close}>{t('common.cancel')}</button><button type="submit" class="button is-main" disabled={isBusy.value}>{t('common.save')}</button></footer>
      </form>
    </Dialog>
  );
}
