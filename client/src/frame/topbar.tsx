import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { IconName } from '../icons';
import { syncNow } from '../state/actions';
import { minute } from '../state/clock';
import { filter, refine } from '../state/filter';
import { capture, chooseFiles, pasteFromClipboard } from '../state/intake';
import { connection, failedCount, remote, running } from '../state/live';
import { go, route } from '../state/router';
import { t } from '../text';
import { age } from '../text/format';
import { Icon } from '../ui/icon';
import { MenuButton, type MenuItem } from '../ui/menu';
import { drawerOpen } from './drawer';

/** Above the list: search, how the remote stands, what runs, and a new session. */
export function TopBar() {
  return (
    <header class="topbar">
      <Search />
      <SyncButton />
      <OperationsButton />
      <MenuButton class="button is-main only-wide new-button" label={t('new.label')} isLabelShown items={newItems}><Icon name="plus" />{t('new.label')}<kbd>N</kbd></MenuButton>
    </header>
  );
}

/** Above the pages that are no list. */
export const PageBar = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <header class="topbar"><h1 class="page-title">{title}</h1>{children}<OperationsButton /></header>
);

export const newItems = (): MenuItem[] => [
  { text: t('new.choose'), icon: 'drop', key: 'Ctrl O', act: chooseFiles },
  { text: t('new.paste'), icon: 'paste', key: 'Ctrl V', act: () => void pasteFromClipboard() },
  { text: t('new.capture'), icon: 'capture', act: () => void capture() },
];

function Search() {
  const field = useRef<HTMLInputElement>(null);
  const query = filter.value.query;
  // The field is the browser's own while a person types in it; the address sets it only when it is not theirs.
  useEffect(() => {
    const input = field.current;
    if (input && input.value !== query && document.activeElement !== input) input.value = query;
  }, [query]);
  return (
    <div class="searchbox" role="search">
      <Icon name="search" />
      <input ref={field} id="search" type="search" aria-label={t('search.label')} placeholder={t('search.label')} aria-keyshortcuts="/" defaultValue={query} dir="auto" autocomplete="off" spellcheck={false} maxLength={500}
        onInput={event => refine({ query: event.currentTarget.value })}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            event.preventDefault();
            if (event.currentTarget.value !== '') {
              event.currentTarget.value = '';
              refine({ query: '' });
            } else {
              event.currentTarget.blur();
            }
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            if (event.isComposing) return;
            event.preventDefault();
            document.querySelector<HTMLElement>('.cards a[tabindex="0"], .sessions-table a[tabindex="0"]')?.focus();
          }
        }} />
      <kbd>/</kbd>
    </div>
  );
}

/** How the remote stands, in an icon and words. */
export function remoteState(): { icon: IconName; text: string; isAway: boolean } {
  void minute.value;
  const now = remote.value;
  if (connection.value?.hasRemote === false || now?.url === null) return { icon: 'device', text: t('remote.none'), isAway: false };
  const active = running.value.find(one => one.kind === 'sync' && one.state === 'running');
  if (active) return { icon: 'sync', text: t('remote.syncing'), isAway: false };
  if (now?.reachable === false) return { icon: 'offline', text: now.waiting > 0 ? t('remote.offline_waiting', { n: now.waiting }) : t('remote.offline'), isAway: true };
  if (now?.waiting) return { icon: 'waiting', text: t('remote.waiting', { n: now.waiting }), isAway: false };
  return { icon: 'both', text: now?.lastSync ? t('remote.synced', { when: age(now.lastSync) }) : t('remote.never'), isAway: false };
}

function SyncButton() {
  const { icon, text, isAway } = remoteState();
  const hasRemote = connection.value?.hasRemote === true;
  const act = (): void => {
    if (hasRemote) void syncNow();
    else go('/setup');
  };
  const title = hasRemote ? `${text}. ${isAway ? t('remote.try') : t('remote.sync')} (S)` : t('remote.set_up');
  return <button type="button" class="button is-plain is-quiet is-collapsing" title={title} onClick={act}><Icon name={icon} /><span class="label">{text}</span></button>;
}

export function OperationsButton() {
  const count = running.value.length;
  const failed = failedCount.value;
  const text = count > 0 ? t('operations.running', { n: count }) : failed > 0 ? t('operations.failed', { n: failed }) : t('operations.title');
  return (
    <button type="button" class={`button is-plain is-quiet is-collapsing only-wide ${failed > 0 && count === 0 ? 'is-bad' : ''}`} aria-haspopup="dialog" aria-expanded={drawerOpen.value} title={`${text} (O)`}
      onClick={() => { drawerOpen.value = !drawerOpen.value; }}>
      <Icon name={failed > 0 && count === 0 ? 'alert' : 'activity'} /><span class="label">{text}</span><kbd>O</kbd>
    </button>
  );
}

export const isListRoute = (): boolean => route.value.view === 'sessions' || route.value.view === 'trash';
