import { expect, test } from 'vitest';
import type { Operation, OperationState } from '../src/api/types.ts';
import { after, movedOn } from '../src/state/standing.ts';

const at = (id: string, state: OperationState): Operation => ({
  id, kind: 'import', subject: '', state, priority: 'high', attempt: 1, retryOf: null, queued: '2026-11-01T10:00:00Z', started: null, ended: null,
  progress: null, counts: [], failure: null, canCancel: false, canPause: false, canResume: false, canRetry: false, hasReport: false, isForeign: false,
});

const states = (list: readonly Operation[] | null): string[] => (list ?? []).map(one => `${one.id} ${one.state}`);

test('an answer that comes after the event of the end does not bring the operation back', () => {
  const ended = after([at('a', 'running')], at('b', 'completed'));
  expect(states(ended)).toEqual(['a running', 'b completed']);
  expect(after(ended ?? [], at('b', 'queued'))).toBeNull();
  expect(after(ended ?? [], at('b', 'cancelling'))).toBeNull();
});

test('what goes on is told in the order in which it came, then what ended, the newest first', () => {
  let list: readonly Operation[] = [];
  for (const one of [at('a', 'queued'), at('b', 'queued'), at('a', 'running'), at('c', 'failed'), at('d', 'queued'), at('a', 'completed')]) {
    list = after(list, one) ?? list;
  }
  expect(states(list)).toEqual(['b queued', 'd queued', 'a completed', 'c failed']);
});

test('a snapshot tells of the ends that were missed, and of nothing that was known or is new', () => {
  const known = [at('a', 'running'), at('b', 'completed'), at('c', 'queued')];
  expect(states(movedOn(known, [at('a', 'completed'), at('b', 'completed'), at('c', 'queued'), at('d', 'failed')]))).toEqual(['a completed']);
});
