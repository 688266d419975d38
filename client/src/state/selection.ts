import { computed, signal } from '@preact/signals';
import type { Session } from '../api/types';
import { bulkQuery, contentKey, filter } from './filter';
import { found, sessionAt, sessionsBetween, type Found } from './list';

/** The sessions that a person picked, as they were then; or every one that the filter finds. */
export interface Selection {
  picked: ReadonlyMap<string, Session>;
  /** The filter whose every session is meant; null where single ones were picked. */
  every: string | null;
}

const nothing: Selection = { picked: new Map(), every: null };

export const selection = signal<Selection>(nothing);
/** The place that Shift extends from, and that the arrow keys move. */
export const cursor = signal(0);
let anchor = 0;

export const pickedCount = computed(() => {
  const { picked, every } = selection.value;
  return every !== null ? (found.value?.total ?? 0) : picked.size;
});

export const pickedBytes = computed(() => {
  const { picked, every } = selection.value;
  if (every !== null) return found.value?.bytes ?? 0;
  let sum = 0;
  for (const session of picked.values()) sum += session.size;
  return sum;
});

export const isPicked = (session: Session): boolean =>
  selection.value.every !== null || selection.value.picked.has(session.id);

export function clearSelection(): void {
  if (selection.value.picked.size > 0 || selection.value.every !== null) selection.value = nothing;
}

export function toggle(session: Session, index: number): void {
  const picked = new Map(selection.value.every !== null ? [] : selection.value.picked);
  if (!picked.delete(session.id)) picked.set(session.id, session);
  anchor = index;
  selection.value = { picked, every: null };
}

export function pickOnly(session: Session, index: number): void {
  anchor = index;
  selection.value = { picked: new Map([[session.id, session]]), every: null };
}

/** Picks from where the last was picked to here, and loads what lies between. */
export async function pickTo(list: Found, index: number): Promise<void> {
  const sessions = await sessionsBetween(list, anchor, index);
  const picked = new Map(selection.value.every !== null ? [] : selection.value.picked);
  sessions.forEach(session => picked.set(session.id, session));
  selection.value = { picked, every: null };
}

export function pickEverything(): void {
  const list = found.value;
  if (list === null || list.total === 0) return;
  selection.value = { picked: new Map(), every: contentKey(filter.value) };
}

/** What a bulk action takes: ids, or the filter. */
export function bulkTarget(): { ids: string[] | null; query: ReturnType<typeof bulkQuery> | null } {
  const { picked, every } = selection.value;
  return every !== null ? { ids: null, query: bulkQuery(filter.value) } : { ids: [...picked.keys()], query: null };
}

/** The sessions an action is for: what is picked, else the one under the cursor. */
export function actionSessions(): Session[] {
  const { picked, every } = selection.value;
  if (every === null && picked.size > 0) return [...picked.values()];
  const list = found.value;
  const one = list === null ? null : sessionAt(list, cursor.value);
  return one === null ? [] : [one];
}
