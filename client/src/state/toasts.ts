import { signal } from '@preact/signals';
import { ApiError, post } from '../api/client';
import type { ChangeResult } from '../api/types';
import { t, tWord } from '../text';
import { patchShown } from './list';

export interface Toast {
  id: number;
  text: string;
  isBad: boolean;
  /** What Undo sets back; null where there is nothing to undo. */
  undo: string | null;
}

export const toast = signal<Toast | null>(null);

let count = 0;

export function say(text: string, undo: string | null = null): void {
  toast.value = { id: ++count, text, isBad: false, undo };
}

/** Words for an error: ours where we know the code, else those of the server. */
export function wordsFor(error: unknown): string {
  if (error instanceof ApiError) {
    const known = tWord('problem', error.code);
    const hint = error.problem.hint;
    const title = known === error.code ? error.problem.title : known;
    return hint !== null && known === error.code ? `${title} ${hint}` : title;
  }
  return error instanceof Error ? error.message : String(error);
}

export function complain(error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  toast.value = { id: ++count, text: wordsFor(error), isBad: true, undo: null };
}

export const hush = (): void => { toast.value = null; };

/** Takes back what the toast speaks of. */
export async function undoLast(): Promise<void> {
  const now = toast.value;
  if (now?.undo == null) return;
  toast.value = null;
  try {
    const result = await post<ChangeResult>(`/api/undo/${now.undo}`);
    patchShown(result.items);
    say(t('toast.undone'));
  } catch (error) {
    complain(error);
  }
}
