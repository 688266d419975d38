import { isTyping, means } from '../keys';
import { syncNow } from '../state/actions';
import { emptyFilter, filter, filterPath } from '../state/filter';
import { chooseFiles } from '../state/intake';
import { connection } from '../state/live';
import { go, route } from '../state/router';
import { toast, undoLast } from '../state/toasts';
import { drawerOpen } from './drawer';
import { sheetOpen } from './sheet';

/** Keys that count in every view. Those of a view are its own, and come first. */
export function startKeys(): void {
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
    if (isTyping(event) && !means(event, 'search')) return;
    if (isTyping(event) && event.key === '/') return;
    if (act(event)) event.preventDefault();
  });
}

function act(event: KeyboardEvent): boolean {
  if (means(event, 'search')) {
    if (route.value.view !== 'sessions' && route.value.view !== 'trash') go('/');
    // At once where the field is there: the next letter may come within the same frame.
    const focus = (): void => {
      const field = document.querySelector<HTMLInputElement>('#search');
      field?.focus();
      field?.select();
    };
    if (document.querySelector('#search')) focus();
    else requestAnimationFrame(focus);
  } else if (means(event, 'create')) {
    openNew();
  } else if (means(event, 'choose')) {
    chooseFiles();
  } else if (means(event, 'operations')) {
    drawerOpen.value = !drawerOpen.value;
  } else if (means(event, 'sync')) {
    if (connection.value?.hasRemote) void syncNow();
    else go('/setup');
  } else if (means(event, 'undo')) {
    if (toast.value?.undo == null) return false;
    void undoLast();
  } else if (means(event, 'home')) {
    go(filterPath({ ...emptyFilter, table: filter.value.table }));
  } else if (means(event, 'health')) {
    go('/health');
  } else if (means(event, 'settings')) {
    go('/settings');
  } else if (means(event, 'sheet')) {
    sheetOpen.value = true;
  } else {
    return false;
  }
  return true;
}

function openNew(): void {
  const buttons = [...document.querySelectorAll<HTMLElement>('.new-button, .phonebar .new')];
  const shown = buttons.find(button => button.offsetParent !== null);
  if (shown) shown.click();
  else chooseFiles();
}
