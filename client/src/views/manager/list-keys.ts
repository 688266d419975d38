import { useEffect } from 'preact/hooks';
import type { Session } from '../../api/types';
import { isTyping, means } from '../../keys';
import { download, exportSessions, restore, trash } from '../../state/actions';
import { filter, refine } from '../../state/filter';
import { found, sessionAt } from '../../state/list';
import { connection } from '../../state/live';
import { go } from '../../state/router';
import { actionSessions, clearSelection, cursor, pickedCount, pickEverything, pickOnly, pickTo, toggle } from '../../state/selection';
import { complain } from '../../state/toasts';
import { asked, type BulkPanel } from './bulk';
import { moved, moveTo } from './moves';

interface Properties {
  content: { current: HTMLElement | null };
  openEdit: (session: Session) => void;
}

/** Keys of the list: the cursor, what is picked, and what is done with it. */
export function useListKeys({ content, openEdit }: Properties): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTyping(event) || document.querySelector('dialog[open]') !== null) return;
      const inList = content.current?.contains(document.activeElement) === true || document.activeElement === document.body;
      if (handle(event, inList, openEdit)) event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}

function handle(event: KeyboardEvent, inList: boolean, openEdit: (session: Session) => void): boolean {
  const list = found.value;
  if (list === null) return false;
  const session = sessionAt(list, cursor.value);
  const isOnButton = document.activeElement instanceof HTMLButtonElement;
  if (inList && !isOnButton && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const to = moved(event.key, !filter.value.table);
    if (to !== null) {
      if (event.shiftKey) void extend(to);
      else moveTo(to);
      return true;
    }
  }
  if (inList && (means(event, 'pick') && !isOnButton) && session) {
    toggle(session, cursor.value);
    return true;
  }
  if (means(event, 'every')) {
    pickEverything();
    return true;
  }
  if (means(event, 'clear') && pickedCount.value > 0) {
    clearSelection();
    return true;
  }
  if (means(event, 'layout')) {
    refine({ table: !filter.value.table });
    return true;
  }
  if (event.key !== 'Enter' && means(event, 'open') && session) {
    go(`/sessions/${session.id}`);
    return true;
  }
  return filter.value.trash ? handleTrash(event) : handleActions(event, session, openEdit);
}

function handleTrash(event: KeyboardEvent): boolean {
  if (!means(event, 'restore') || actionSessions().length === 0 && pickedCount.value === 0) return false;
  void restore(pickedCount.value > 0 ? null : actionSessions());
  return true;
}

function handleActions(event: KeyboardEvent, session: Session | null, openEdit: (session: Session) => void): boolean {
  const target = pickedCount.value > 0 ? null : actionSessions();
  if (target !== null && target.length === 0) return false;
  if (means(event, 'edit') && session) openEdit(session);
  else if (means(event, 'trash')) void trash(target);
  else if (means(event, 'export')) exportSessions(target, 'files');
  else if (means(event, 'download') && connection.value?.hasRemote) void download(target);
  else {
    const panel = (['tag', 'color', 'class'] as const).find(name => means(event, name));
    if (panel === undefined || session === null && pickedCount.value === 0) return false;
    openPanel(panel, session);
  }
  return true;
}

/** The panels stand in the bar of what is picked: a single session is picked for them. */
function openPanel(panel: BulkPanel, session: Session | null): void {
  if (pickedCount.value === 0 && session) pickOnly(session, cursor.value);
  requestAnimationFrame(() => { asked.value = panel; });
}

async function extend(to: number): Promise<void> {
  const list = found.value;
  if (list === null) return;
  const from = sessionAt(list, cursor.value);
  if (pickedCount.value === 0 && from) pickOnly(from, cursor.value);
  moveTo(to);
  await pickTo(list, to).catch(complain);
}
