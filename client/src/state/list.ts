import { effect, signal, untracked } from '@preact/signals';
import { ApiError, get } from '../api/client';
import type { DayCount, DayList, Session, SessionList } from '../api/types';
import { localDay } from '../text/format';
import { contentKey, filter, isByDay, listQuery, type Filter } from './filter';
import { place, route } from './router';

/** Rows of one request: two screens of a large window. */
export const pageSize = 60;
const pagesMax = 80;

/** What one filter finds: its pages as far as they were looked at, and how many sessions each day has. */
export interface Found {
  key: string;
  filter: Filter;
  total: number;
  bytes: number | null;
  /** Of the library, when its oldest page was read. */
  revision: number;
  days: readonly DayCount[] | null;
  pages: Map<number, readonly Session[]>;
  /** Counts up with everything that arrives. */
  version: number;
}

export const found = signal<Found | null>(null);
/** The newest revision of the library that the server told of; -1 where it told of none yet. */
export const libraryRevision = signal(-1);
export const listError = signal<ApiError | null>(null);
/** Whether the answer to the newest filter takes long enough to say so. */
export const isSlow = signal(false);

let wanted: AbortController | null = null;
let daysTimer = 0;
const asked = new Map<number, AbortController>();

const fetchPage = (one: Filter, page: number, signal?: AbortSignal): Promise<SessionList> =>
  get<SessionList>('/api/sessions', { ...listQuery(one), offset: page * pageSize, limit: pageSize }, signal);

/** Loads a filter anew; what is shown stays until the answer is there. */
async function load(one: Filter, isRefresh: boolean): Promise<void> {
  wanted?.abort();
  const mine = wanted = new AbortController();
  const slow = setTimeout(() => { isSlow.value = true; }, 200);
  const key = contentKey(one);
  const pages = isRefresh && found.value?.key === key ? visiblePages() : [firstPage()];
  try {
    const answers = await Promise.all(pages.map(page => fetchPage(one, page, mine.signal)));
    if (mine.signal.aborted) return;
    for (const controller of asked.values()) controller.abort();
    asked.clear();
    const before = found.value?.key === key ? found.value : null;
    const total = answers[0]?.total ?? 0;
    const kept = new Map(pages.map((page, i) => [page, answers[i]?.items ?? []] as const));
    listError.value = null;
    found.value = {
      key, filter: one, total, pages: kept,
      bytes: before?.bytes ?? null,
      revision: Math.min(...answers.map(answer => answer.revision)),
      // Days of before serve until the new ones are there: the list does not lose its headings for a moment.
      days: isByDay(one) ? (before !== null && before.total === total ? before.days : daysOf(kept, total, one)) : null,
      version: (found.value?.version ?? 0) + 1,
    };
    // It changed while these pages were on their way.
    if (found.value.revision < libraryRevision.value) refreshList();
    clearTimeout(daysTimer);
    daysTimer = window.setTimeout(() => void loadDays(one, key, mine.signal), isRefresh || one.query === '' ? 0 : 150);
  } catch (error) {
    if (!mine.signal.aborted) listError.value = error instanceof ApiError ? error : null;
  } finally {
    clearTimeout(slow);
    if (wanted === mine) isSlow.value = false;
  }
}

async function loadDays(one: Filter, key: string, signal: AbortSignal): Promise<void> {
  const { query, tag, color, class: name, since, until, where, trash } = listQuery(one);
  try {
    const list = await get<DayList>('/api/sessions/days', { query, tag, color, class: name, since, until, where, trash }, signal);
    const now = found.value;
    if (now === null || now.key !== key || list.total !== now.total) return;
    const days = isByDay(one) ? (one.reverse ? [...list.days].reverse() : list.days) : null;
    found.value = { ...now, bytes: list.bytes, days, version: now.version + 1 };
  } catch {
    // The headings of the first page stay; the list itself is there.
  }
}

/** The headings as far as the first page shows them; what follows is one group without a name. */
function daysOf(pages: Map<number, readonly Session[]>, total: number, one: Filter): DayCount[] | null {
  const first = pages.get(0);
  if (!first) return null;
  const days: DayCount[] = [];
  for (const session of first) {
    const day = localDay(new Date(session.created));
    const last = days.at(-1);
    if (last?.day === day) last.count++;
    else days.push({ day, count: 1 });
  }
  const last = days.at(-1);
  if (last) last.count += total - first.length;
  return one.trash ? null : days;
}

/** Days as groups of a size that is worth a heading: where a person saves little, months or years. */
export function groupsOf(days: readonly DayCount[]): readonly DayCount[] {
  for (const length of [10, 7]) {
    // Judged by the first page alone, so that the headings do not change when the days of all pages are known.
    let [sessions, headings, last] = [0, 0, ''];
    for (const { day, count } of days) {
      if (sessions >= pageSize) break;
      if (day.slice(0, length) !== last) headings++;
      last = day.slice(0, length);
      sessions += count;
    }
    if (Math.min(sessions, pageSize) / Math.max(1, headings) >= 2) return merged(days, length);
  }
  return merged(days, 4);
}

function merged(days: readonly DayCount[], length: number): readonly DayCount[] {
  if (length === 10) return days;
  const groups: DayCount[] = [];
  for (const { day, count } of days) {
    const last = groups.at(-1);
    if (last?.day === day.slice(0, length)) last.count += count;
    else groups.push({ day: day.slice(0, length), count });
  }
  return groups;
}

const firstPage = (): number => Math.floor((place().focus ?? 0) / pageSize);

let shown: [number, number] = [0, pageSize - 1];

const visiblePages = (): number[] => {
  const [first, last] = shown;
  const pages: number[] = [];
  for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) pages.push(page);
  return pages;
};

/** Says which rows are on the screen: what is missing of them is asked for. */
export function look(first: number, last: number): void {
  shown = [Math.max(0, first), Math.max(0, last)];
  const now = found.value;
  if (now === null) return;
  const pages = visiblePages().filter(page => page * pageSize < now.total);
  for (const [page, controller] of asked) {
    if (!pages.includes(page)) {
      controller.abort();
      asked.delete(page);
    }
  }
  for (const page of pages) if (!now.pages.has(page) && !asked.has(page)) void askPage(now, page);
}

async function askPage(of: Found, page: number): Promise<void> {
  const controller = new AbortController();
  asked.set(page, controller);
  try {
    const answer = await fetchPage(of.filter, page, controller.signal);
    const now = found.value;
    if (now === null || now.key !== of.key || controller.signal.aborted) return;
    const pages = new Map(now.pages);
    pages.set(page, answer.items);
    // The pages seen longest ago go first: memory does not grow with scrolling.
    for (const old of pages.keys()) if (pages.size > pagesMax && old !== page) pages.delete(old);
    found.value = { ...now, pages, total: answer.total, version: now.version + 1 };
  } catch {
    // The next look asks again.
  } finally {
    if (asked.get(page) === controller) asked.delete(page);
  }
}

export function sessionAt(list: Found, index: number): Session | null {
  return list.pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null;
}

/** All sessions between two places, asked for where they were not looked at yet. */
export async function sessionsBetween(list: Found, from: number, to: number): Promise<Session[]> {
  const [first, last] = from <= to ? [from, to] : [to, from];
  const sessions: Session[] = [];
  for (let offset = first; offset <= last; offset += 500) {
    const limit = Math.min(500, last - offset + 1);
    const answer = await get<SessionList>('/api/sessions', { ...listQuery(list.filter), offset, limit });
    sessions.push(...answer.items);
  }
  return sessions;
}

/** Puts sessions as they are now into the list, and asks for the list itself again. */
export function patchShown(changed: readonly Session[]): void {
  const now = found.value;
  if (now === null || changed.length === 0) return;
  refreshList();
  const byId = new Map(changed.map(one => [one.id, one]));
  const pages = new Map([...now.pages].map(([page, rows]) => [page, rows.map(row => byId.get(row.id) ?? row)] as const));
  found.value = { ...now, pages, version: now.version + 1 };
}

const refreshPause = 300;
let refreshTimer = 0;
let refreshed = 0;

/** The library changed: what is shown is asked for again, at once, but at most three times a second. */
export function refreshList(): void {
  if (refreshTimer !== 0) return;
  refreshTimer = window.setTimeout(() => {
    refreshTimer = 0;
    refreshed = performance.now();
    if (isListView()) void load(filter.value, true);
    else found.value = null; // Asked anew when a person comes back.
  }, Math.max(0, refreshed + refreshPause - performance.now()));
}

const isListView = (): boolean => route.value.view === 'sessions' || route.value.view === 'trash';

/** Begins: from now on the list follows the address. */
export function startList(): void {
  let key = '';
  effect(() => {
    const one = filter.value;
    const view = route.value.view;
    if (view !== 'sessions' && view !== 'trash') {
      key = '';
      return;
    }
    const next = contentKey(one);
    if (next === key) return;
    key = next;
    untracked(() => {
      if (found.value?.key !== next) void load(one, false);
    });
  });
}
