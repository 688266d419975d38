import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from '../../api/client';
import type { Operation, OperationDetail, Report } from '../../api/types';
import { isActive, onOperation, operations } from '../../state/live';
import { wordsFor } from '../../state/toasts';

export interface Loaded<T> {
  value: T | null;
  failure: string | null;
}

/** Something of the server, asked for now and whenever one of these counts changes. */
export function useLoaded<T>(path: string, again: readonly unknown[]): [Loaded<T>, () => void, Signal<Loaded<T>>] {
  const state = useSignal<Loaded<T>>({ value: null, failure: null });
  const count = useSignal(0);
  useEffect(() => {
    const controller = new AbortController();
    get<T>(path, undefined, controller.signal).then(
      value => { state.value = { value, failure: null }; },
      error => {
        if (!controller.signal.aborted) state.value = { ...state.value, failure: wordsFor(error) };
      });
    return () => controller.abort();
  }, [path, count.value, ...again]);
  return [state.value, () => { count.value++; }, state];
}

/** Calls back when an operation of one of these kinds came to its end. */
export function useEnds(kinds: readonly string[], ended: (operation: Operation) => void): void {
  useEffect(() => onOperation(operation => {
    if (kinds.includes(operation.kind) && !isActive(operation)) ended(operation);
  }), []);
}

/** The last ended operation of a kind with a report, and that report; asked for anew when another ends. */
export function useLastReport(kinds: readonly string[]): { operation: Operation | null; report: Report | null } {
  const last = operations.value.find(one => kinds.includes(one.kind) && !isActive(one) && one.hasReport) ?? null;
  const state = useSignal<Report | null>(null);
  useEffect(() => {
    state.value = null;
    if (last === null) return;
    get<OperationDetail>(`/api/operations/${last.id}`).then(answer => { state.value = answer.report; }, () => undefined);
  }, [last?.id]);
  return { operation: last, report: state.value };
}

export const activeOf = (kinds: readonly string[]): Operation | null =>
  operations.value.find(one => kinds.includes(one.kind) && isActive(one)) ?? null;
