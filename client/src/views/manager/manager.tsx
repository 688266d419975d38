import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Session } from '../../api/types';
import { download, drop, restore, trash } from '../../state/actions';
import { filter, isNarrowed, refine } from '../../state/filter';
import { found, isSlow, listError } from '../../state/list';
import { connection, facets } from '../../state/live';
import { go } from '../../state/router';
import { clearSelection, cursor, pickedCount, pickOnly, pickTo, toggle } from '../../state/selection';
import { complain, wordsFor } from '../../state/toasts';
import { t } from '../../text';
import { Icon } from '../../ui/icon';
import { MenuList, type MenuItem } from '../../ui/menu';
import { BulkBar, exportItems, PurgeQuestion, purging } from './bulk';
import type { CardActions } from './card';
import { EditPanel } from './edit';
import { Empty } from './empty';
import { FilterBar } from './filterbar';
import { Grid } from './grid';
import { useListKeys } from './list-keys';
import { askFocus } from './moves';
import { Table } from './table';

interface Open {
  anchor: HTMLElement;
  session: Session;
}

/** The sessions of the library, or those of the trash. */
export function Manager() {
  const content = useRef<HTMLDivElement>(null);
  const scroller = useSignal<HTMLElement | null>(null);
  const menu = useSignal<Open | null>(null);
  const editing = useSignal<Open | null>(null);
  const now = filter.value;
  const list = found.value;
  const isTrash = now.trash;

  useLayoutEffect(() => { scroller.value = content.current; }, []);
  useEffect(() => clearSelection, []);
  // What was picked belongs to what was shown.
  const key = list?.key;
  useEffect(() => () => clearSelection(), [key]);

  const actions = useMemo<CardActions>(() => ({
    press: (event, session, index) => {
      if (event.button !== 0) return;
      event.preventDefault();
      cursor.value = index;
      const shown = found.value;
      if (event.shiftKey && shown) void pickTo(shown, index).catch(complain);
      else if (event.ctrlKey || event.metaKey || pickedCount.value > 0) toggle(session, index);
      else go(`/sessions/${session.id}`);
    },
    pick: (event, session, index) => {
      cursor.value = index;
      const shown = found.value;
      if (event.shiftKey && shown) void pickTo(shown, index).catch(complain);
      else toggle(session, index);
    },
    menu: (anchor, session, index) => {
      cursor.value = index;
      menu.value = { anchor, session };
    },
    focus: index => { cursor.value = index; },
  }), []);

  const openEdit = (session: Session): void => {
    const anchor = content.current?.querySelector<HTMLElement>(`[data-index="${cursor.value}"] a`);
    if (anchor) editing.value = { anchor, session };
  };
  useListKeys({ content, openEdit });

  const isEmpty = list !== null && list.total === 0;
  const isLibraryEmpty = isEmpty && !isTrash && !isNarrowed(now) && facets.value?.sessions !== undefined && facets.value.sessions === 0;
  return (
    <>
      {!isLibraryEmpty && <FilterBar />}
      <div class="content" id="content" ref={content} tabIndex={-1}>
        <h1 class="sr">{isTrash ? t('view.trash') : t('view.sessions')}</h1>
        {isTrash && list !== null && list.total > 0 && <TrashNote />}
        {listError.value !== null && list === null && <div class="notice is-bad"><Icon name="alert" /><p>{wordsFor(listError.value)}</p></div>}
        {list === null && isSlow.value && <Skeleton />}
        {isLibraryEmpty && <Empty />}
        {isEmpty && !isLibraryEmpty && <Nothing />}
        {list !== null && list.total > 0 && scroller.value !== null && (list.filter.table || now.table
          ? <Table list={list} scroller={scroller.value} actions={actions} />
          : <Grid list={list} scroller={scroller.value} actions={actions} />)}
      </div>
      <BulkBar />
      <PurgeQuestion />
      {menu.value !== null && <MenuList anchor={menu.value.anchor} label={t('session.more', { name: menu.value.session.name })} items={sessionItems(menu.value.session, openEdit)} close={() => { menu.value = null; }} />}
      {editing.value !== null && <EditPanel anchor={editing.value.anchor} session={editing.value.session} close={() => {
        editing.value = null;
        askFocus();
      }} />}
    </>
  );
}

/** What can be done with one session. */
export function sessionItems(session: Session, openEdit: (session: Session) => void): (MenuItem | null)[] {
  const one = [session];
  if (session.state === 'trash') {
    return [
      { text: t('action.open'), icon: 'show', key: '↵', act: () => go(`/sessions/${session.id}`) },
      { text: t('action.restore'), icon: 'restore', key: 'R', act: () => void restore(one) },
      null,
      { text: t('action.purge'), icon: 'trash', isBad: true, act: () => { purging.value = { sessions: one, count: 1 }; } },
    ];
  }
  const hasRemote = connection.value?.hasRemote === true;
  return [
    { text: t('action.open'), icon: 'show', key: '↵', act: () => go(`/sessions/${session.id}`) },
    { text: t('action.edit'), icon: 'edit', key: 'F2', act: () => openEdit(session) },
    { text: t('action.pick'), icon: 'check', key: 'X', act: () => pickOnly(session, cursor.value) },
    null,
    ...exportItems(one),
    ...(hasRemote && !session.local ? [null, { text: t('action.download'), icon: 'download' as const, key: 'D', act: () => void download(one) }] : []),
    ...(hasRemote && session.local && session.where === 'both' ? [null, { text: t('action.drop'), icon: 'cloud' as const, act: () => void drop(one) }] : []),
    null,
    { text: t('action.trash'), icon: 'trash', key: t('key.delete'), isBad: true, act: () => void trash(one) },
  ];
}

function TrashNote() {
  return (
    <div class="notice">
      <Icon name="trash" /><p>{t('trash.note')}</p>
      <button type="button" class="button is-small is-bad" onClick={() => { purging.value = { sessions: 'all', count: facets.value?.trash ?? found.value?.total ?? 0 }; }}>{t('trash.empty')}</button>
    </div>
  );
}

/** Nothing was found: why, and the way back. */
function Nothing() {
  const now = filter.value;
  const isBound = isNarrowed(now);
  return (
    <div class="nothing">
      <Icon name={now.trash && !isBound ? 'trash' : 'search'} />
      <h2>{isBound ? t('list.nothing') : t('trash.nothing')}</h2>
      <p class="mute">{isBound ? t('list.nothing_hint') : t('trash.nothing_hint')}</p>
      {isBound && <button type="button" class="button" onClick={() => refine({ query: '', tags: [], color: '', class: '', since: '', until: '', where: '' })}>{t('filter.clear')}</button>}
    </div>
  );
}

/** The shape of what comes, only where it takes over 200 ms. */
function Skeleton() {
  return (
    <div class="skeleton" role="status"><span class="sr">{t('list.loading')}</span>
      {Array.from({ length: 12 }, (_, i) => <div key={i} class="card" aria-hidden="true"><div class="card-preview" /><div class="card-text"><span class="bone" /><span class="bone is-short" /></div></div>)}
    </div>
  );
}

