import type { Operation } from '../api/types';

export const isActive = (one: Operation): boolean =>
  one.state === 'queued' || one.state === 'running' || one.state === 'paused' || one.state === 'cancelling';

const keptMax = 2300;

/**
 * The operations after one of them was heard of; null where that is old news.
 * The answer to a request may come later than the event that its operation ended, and what is over never runs again.
 */
export function after(known: readonly Operation[], heard: Operation): readonly Operation[] | null {
  const before = known.find(one => one.id === heard.id);
  if (before !== undefined && !isActive(before) && isActive(heard)) return null;
  const others = known.filter(one => one.id !== heard.id);
  const active = others.filter(isActive);
  const ended = others.filter(one => !isActive(one));
  return [...active, heard, ...ended].slice(0, keptMax);
}

/** Of a snapshot, what moved on since a window heard last: whoever waits for the end of one of these must hear of it. */
export function movedOn(known: readonly Operation[], snapshot: readonly Operation[]): readonly Operation[] {
  const states = new Map(known.map(one => [one.id, one.state]));
  return snapshot.filter(one => states.has(one.id) && states.get(one.id) !== one.state);
}
