import { address, get, patch, post, remove } from '../api/client';
import type { BulkRequest, ChangeResult, OperationDetail, Session, SessionDetail, SessionEdit } from '../api/types';
import { t } from '../text';
import { patchShown } from './list';
import { noteOperation } from './live';
import { bulkTarget, clearSelection, pickedCount, selection } from './selection';
import { complain, say } from './toasts';

export const noEdit: SessionEdit = { name: null, description: null, color: null, class: null, addTags: null, removeTags: null };

const isOperation = (answer: ChangeResult | OperationDetail): answer is OperationDetail => 'operation' in answer;

/** Changes many at once; what takes long goes on as an operation. */
export async function bulk(request: BulkRequest, done: (count: number) => string): Promise<boolean> {
  try {
    const answer = await post<ChangeResult | OperationDetail>('/api/bulk', request);
    if (isOperation(answer)) {
      noteOperation(answer.operation);
      say(t('toast.goes_on'));
      return true;
    }
    patchShown(answer.items);
    const first = answer.failed[0];
    if (first) complain(new Error(t('toast.partly', { done: answer.changed, failed: answer.failed.length, why: first.message })));
    else say(done(answer.changed), answer.undo);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

const target = (sessions: readonly Session[] | null): Pick<BulkRequest, 'ids' | 'query'> =>
  sessions === null ? bulkTarget() : { ids: sessions.map(one => one.id), query: null };

const nameOf = (sessions: readonly Session[] | null): string => sessions?.length === 1 ? (sessions[0]?.name || t('session.unnamed')) : '';

/** Into the trash. Null: what is picked. */
export async function trash(sessions: readonly Session[] | null): Promise<void> {
  const only = sessions?.length === 1 ? sessions[0] : undefined;
  if (only) {
    try {
      const result = await remove<ChangeResult>(`/api/sessions/${only.id}`);
      patchShown(result.items);
      say(t('toast.trashed_one', { name: nameOf(sessions) }), result.undo);
    } catch (error) {
      complain(error);
    }
  } else {
    await bulk({ action: 'delete', ...target(sessions), edit: null }, n => t('toast.trashed', { n }));
  }
  forget(sessions);
}

export async function restore(sessions: readonly Session[] | null): Promise<void> {
  await bulk({ action: 'restore', ...target(sessions), edit: null }, n => t('toast.restored', { n }));
  forget(sessions);
}

export async function purge(sessions: readonly Session[] | null): Promise<void> {
  await bulk({ action: 'purge', ...target(sessions), edit: null }, n => t('toast.purged', { n }));
  forget(sessions);
}

/** Everything in the trash, for good. */
export const emptyTrash = (): Promise<boolean> => bulk({
  action: 'purge', ids: null, edit: null,
  query: { query: null, tags: null, color: null, class: null, since: null, until: null, where: null, trash: true },
}, n => t('toast.purged', { n }));

export const download = (sessions: readonly Session[] | null): Promise<boolean> =>
  bulk({ action: 'download', ...target(sessions), edit: null }, n => t('toast.downloaded', { n }));

export const drop = (sessions: readonly Session[] | null): Promise<boolean> =>
  bulk({ action: 'drop', ...target(sessions), edit: null }, n => t('toast.dropped', { n }));

export async function edit(sessions: readonly Session[] | null, change: Partial<SessionEdit>): Promise<boolean> {
  const whole = { ...noEdit, ...change };
  const only = sessions?.length === 1 ? sessions[0] : undefined;
  if (!only) return bulk({ action: 'edit', ...target(sessions), edit: whole }, n => t('toast.edited', { n }));
  try {
    const result = await patch<ChangeResult>(`/api/sessions/${only.id}`, whole);
    patchShown(result.items);
    say(t('toast.edited_one', { name: result.items[0]?.name || nameOf(sessions) }), result.undo);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export type ExportFormat = 'files' | 'fastshot' | 'classic';

/** A link that is clicked for the person: the browser shows and saves the download. */
export function save(path: string, name = ''): void {
  const anchor = document.createElement('a');
  anchor.href = path;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
}

/** Saves copies: one session in a format, several as one zip. Null: what is picked. */
export function exportSessions(sessions: readonly Session[] | null, format: ExportFormat): void {
  const { picked, every } = selection.value;
  const all = sessions ?? [...picked.values()];
  if (sessions === null && (every !== null || all.length > 500)) {
    complain(new Error(t('toast.export_many', { n: pickedCount.value, most: 500 })));
    return;
  }
  const only = all.length === 1 ? all[0] : undefined;
  save(only ? address(`/api/sessions/${only.id}/export`, { format }) : address('/api/export', { id: all.map(one => one.id) }));
  say(t('toast.exporting', { n: all.length }));
}

export const detail = (id: string, signal?: AbortSignal): Promise<SessionDetail> =>
  get<SessionDetail>(`/api/sessions/${id}`, undefined, signal);

function forget(sessions: readonly Session[] | null): void {
  if (sessions === null) {
    clearSelection();
    return;
  }
  const picked = new Map(selection.value.picked);
  sessions.forEach(one => picked.delete(one.id));
  selection.value = { ...selection.value, picked };
}

/** Starts something that goes on by itself; the drawer shows it. */
export async function start(path: string, body: unknown): Promise<OperationDetail | null> {
  try {
    const answer = await post<OperationDetail>(path, body);
    noteOperation(answer.operation);
    return answer;
  } catch (error) {
    complain(error);
    return null;
  }
}

export const syncNow = (allowDeletions = false): Promise<OperationDetail | null> =>
  start('/api/sync', { download: null, allowDeletions });
