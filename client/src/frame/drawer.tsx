import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { post } from '../api/client';
import type { Operation, OperationDetail } from '../api/types';
import type { IconName } from '../icons';
import { syncNow } from '../state/actions';
import { dismiss, dismissed, isActive, needsPerson, noteOperation, operations } from '../state/live';
import { complain } from '../state/toasts';
import { t, tWord, type TextKey } from '../text';
import { bytes, clock, duration, moment, number, percent } from '../text/format';
import { Icon } from '../ui/icon';
import { Bar, cut } from '../ui/parts';

export const drawerOpen = signal(sessionStorage.getItem('fastshot.drawer') === 'open');
drawerOpen.subscribe(isOpen => sessionStorage.setItem('fastshot.drawer', isOpen ? 'open' : ''));

const icons: Record<string, IconName> = {
  sync: 'sync', 'set-up': 'bucket', download: 'download', import: 'drop', verify: 'health', repair: 'retry', rebuild: 'retry', cache: 'device', export: 'export', bulk: 'sessions',
};

export const kindText = (kind: string): string => tWord('operation', kind);

/** Everything that runs or ran. It lies over the page, and pushes nothing. */
export function Drawer() {
  const panel = useRef<HTMLElement>(null);
  const close = (): void => { drawerOpen.value = false; };
  const isOpen = drawerOpen.value;
  useEffect(() => {
    if (isOpen) panel.current?.focus({ preventScroll: true });
  }, [isOpen]);
  if (!isOpen) return null;
  const all = operations.value;
  const active = all.filter(isActive);
  const wanting = all.filter(needsPerson);
  const done = all.filter(one => !isActive(one) && !needsPerson(one) && !dismissed.value.has(one.id)).slice(0, 60);
  return (
    <aside ref={panel} class="drawer" aria-label={t('operations.title')} tabIndex={-1}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        close();
        document.querySelector<HTMLElement>('.topbar [aria-haspopup=dialog], .phonebar a')?.focus();
      }}>
      <div class="drawer-head"><h2>{t('operations.title')}</h2>
        <button type="button" class="button is-plain is-small" disabled={done.length === 0 && wanting.length === 0} onClick={() => dismiss([...done, ...wanting].map(one => one.id))}>{t('operations.clear')}</button>
        <button type="button" class="button is-plain is-icon is-small" aria-label={t('operations.close')} title={t('operations.close')} onClick={close}><Icon name="close" /></button>
      </div>
      <div class="drawer-scroll" tabIndex={0} role="region" aria-label={t('operations.title')}>
        {active.length + wanting.length + done.length === 0 && <p class="drawer-empty mute">{t('operations.none')}</p>}
        <Group title="operations.active" list={active.slice(0, 60)} />
        {active.length > 60 && <p class="drawer-more mute">{t('operations.more', { n: active.length - 60 })} <button type="button" class="link" onClick={() => active.forEach(one => one.canCancel && void act(one, 'cancel'))}>{t('operations.cancel_all')}</button></p>}
        <Group title="operations.wanting" list={wanting} />
        <Group title="operations.ended" list={done} />
      </div>
    </aside>
  );
}

function Group({ title, list }: { title: TextKey; list: readonly Operation[] }) {
  return list.length === 0 ? null : <><h3>{t(title)}</h3><ul>{list.map(one => <Row key={one.id} operation={one} />)}</ul></>;
}

async function act(operation: Operation, verb: 'cancel' | 'pause' | 'resume' | 'retry'): Promise<void> {
  try {
    const answer = await post<OperationDetail>(`/api/operations/${operation.id}/${verb}`);
    noteOperation(answer.operation);
  } catch (error) {
    complain(error);
  }
}

function Row({ operation }: { operation: Operation }) {
  const name = operation.subject ? `${kindText(operation.kind)}: ${cut(operation.subject, 120)}` : kindText(operation.kind);
  if (isActive(operation)) return <Active operation={operation} name={name} />;
  const isBad = operation.state === 'failed' || operation.state === 'partly' || operation.state === 'interrupted';
  const isGood = operation.state === 'completed';
  const when = operation.ended === null ? '' : new Date(operation.ended).toDateString() === new Date().toDateString() ? clock(operation.ended) : moment(operation.ended);
  const wants = needsPerson(operation);
  return (
    <li class={`operation is-done ${isBad ? 'is-bad' : isGood ? 'is-good' : ''}`}>
      <Icon name={isBad ? 'alert' : isGood ? 'check' : 'close'} />
      <div class="body">
        <p class="what">{name}{!isGood && <span class="sr">: </span>}{!isGood && <span class="state"> · {t(`state.${operation.state}` as TextKey)}</span>}</p>
        <p class="detail">{[when, outcome(operation)].filter(part => part !== '').join(' · ')}</p>
        {operation.failure !== null && <p class="detail is-wide">{failureText(operation)}</p>}
        {wants && (
          <div class="actions">
            {operation.canRetry && <button type="button" class="button is-small" onClick={() => void act(operation, 'retry')}><Icon name="retry" />{t('operations.retry')}</button>}
            {operation.failure?.code === 'consent_needed' && operation.kind === 'sync' && <button type="button" class="button is-small is-bad" onClick={() => void syncNow(true)}>{t('operations.allow')}</button>}
            <button type="button" class="button is-plain is-small" onClick={() => dismiss([operation.id])}>{t('operations.dismiss')}</button>
          </div>
        )}
      </div>
      {!wants && operation.canRetry && operation.state === 'cancelled' && <button type="button" class="button is-plain is-small" onClick={() => void act(operation, 'retry')}>{t('operations.again')}</button>}
    </li>
  );
}

export function failureText(operation: Operation): string {
  const failure = operation.failure;
  if (failure === null) return '';
  const known = tWord('problem', failure.code);
  return known === failure.code ? [failure.message, failure.hint].filter(Boolean).join(' ') : known;
}

/** What came of it, in numbers. */
export function outcome(operation: Operation): string {
  const parts = operation.counts.filter(one => one.count > 0 && one.name !== 'requests')
    .map(one => (one.name.toLowerCase().startsWith('bytes') ? `${tWord('count', one.name)} ${bytes(one.count)}` : `${number(one.count)} ${tWord('count', one.name)}`));
  const requests = operation.counts.find(one => one.name === 'requests');
  if (requests && requests.count > 0) parts.push(t('operations.requests', { n: requests.count }));
  return parts.length > 0 ? parts.slice(0, 5).join(', ') : operation.state === 'completed' && operation.kind === 'sync' ? t('operations.nothing_new') : '';
}

function Active({ operation, name }: { operation: Operation; name: string }) {
  const progress = operation.progress;
  const share = progress !== null && progress.total > 0 ? progress.done / progress.total : null;
  const isPaused = operation.state === 'paused';
  return (
    <li class={`operation ${isPaused ? 'is-paused' : ''}`}>
      <Icon name={isPaused ? 'pause' : operation.state === 'queued' ? 'clock' : icons[operation.kind] ?? 'activity'} />
      <div class="body">
        <p class="what">{name}</p>
        <p class="detail">{operation.state === 'running' && progress !== null ? [tWord('step', progress.step), progress.item ? cut(progress.item, 90) : ''].filter(Boolean).join(': ') : t(`state.${operation.state}` as TextKey)}</p>
        {operation.state !== 'queued' && (
          <div class="progress" role="progressbar" aria-label={name} aria-valuemin={0} aria-valuemax={100} aria-valuenow={share === null ? undefined : Math.round(share * 100)}><Bar share={share ?? 0} /></div>
        )}
        {progress !== null && operation.state !== 'queued' && (
          <p class="figures">
            <span>{progress.total > 0 ? <><b>{number(progress.done)}</b> {t('operations.of', { total: progress.total })}{share !== null && ` · ${percent(share)}`}</> : progress.done > 0 ? <b>{number(progress.done)}</b> : null}{progress.bytes > 0 && ` · ${bytes(progress.bytes)}`}</span>
            <span>{rate(operation)}{progress.secondsLeft !== null && !isPaused && <> · <b>{duration(progress.secondsLeft)}</b> {t('operations.left')}</>}</span>
          </p>
        )}
        {operation.isForeign && <p class="detail is-wide">{t('operations.foreign')}</p>}
      </div>
      <div class="operation-buttons">
        {operation.canPause && <button type="button" class="button is-small is-icon is-plain" aria-label={t('operations.pause_of', { name })} title={t('operations.pause')} onClick={() => void act(operation, 'pause')}><Icon name="pause" /></button>}
        {operation.canResume && <button type="button" class="button is-small is-icon is-plain" aria-label={t('operations.resume_of', { name })} title={t('operations.resume')} onClick={() => void act(operation, 'resume')}><Icon name="play" /></button>}
        {operation.canCancel && <button type="button" class="button is-small" aria-label={t('operations.cancel_of', { name })} onClick={() => void act(operation, 'cancel')}>{t('common.cancel')}</button>}
      </div>
    </li>
  );
}

function rate(operation: Operation): string {
  const progress = operation.progress;
  if (progress === null || operation.state !== 'running') return '';
  if (progress.bytesPerSecond > 0) return `${bytes(progress.bytesPerSecond)}/s`;
  return progress.itemsPerSecond > 0 ? t('operations.per_second', { n: Math.round(progress.itemsPerSecond * 10) / 10 }) : '';
}
