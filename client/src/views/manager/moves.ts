import { signal } from '@preact/signals';
import { found } from '../../state/list';
import { cursor } from '../../state/selection';

/** What the arrow keys need to know of the grid or the table that is shown. */
export interface Moving {
  neighbor: (index: number, down: boolean) => number;
  page: () => number;
  reveal: (index: number) => void;
}

export const moving = signal<Moving | null>(null);
/** Counts up when the cursor is to get the focus as soon as its row is in the document. */
export const focusAsked = signal(0);
let isAsked = false;

export function askFocus(): void {
  isAsked = true;
  focusAsked.value++;
}

/** Gives the focus to the row of the cursor, where a key asked for it. */
export function focusCursor(body: HTMLElement | null): void {
  if (!isAsked || body === null) return;
  const row = body.querySelector<HTMLElement>(`[data-index="${cursor.value}"]`);
  const link = row?.querySelector<HTMLElement>('a[tabindex]') ?? null;
  (link ?? row)?.focus({ preventScroll: true });
  if (link) isAsked = false;
}

/** Moves the cursor by a key; null where the key is none of these. */
export function moved(key: string, columns: boolean): number | null {
  const [total, at, how] = [found.value?.total ?? 0, cursor.value, moving.value];
  if (total === 0 || how === null) return null;
  const to = key === 'ArrowLeft' && columns ? at - 1
    : key === 'ArrowRight' && columns ? at + 1
    : key === 'ArrowUp' ? how.neighbor(at, false)
    : key === 'ArrowDown' ? how.neighbor(at, true)
    : key === 'PageUp' ? at - how.page()
    : key === 'PageDown' ? at + how.page()
    : key === 'Home' ? 0
    : key === 'End' ? total - 1
    : null;
  return to === null ? null : Math.max(0, Math.min(total - 1, to));
}

export function moveTo(index: number): void {
  cursor.value = index;
  moving.value?.reveal(index);
  askFocus();
}
