import { computed, signal } from '@preact/signals';
import { get, setAntiforgery, watchConnection } from '../api/client';
import type { Connection, Facets, LibraryChange, Operation, RemoteChange, SettingsChanged, Snapshot } from '../api/types';
import { speak, toLanguage } from '../text';
import { found, libraryRevision, refreshList } from './list';
import { after, isActive, movedOn } from './standing';

export { isActive };

/** here: all is well; away: the server does not answer; unknown: it is another start, which does not know this page. */
export type Link = 'here' | 'away' | 'unknown';

export const connection = signal<Connection | null>(null);
export const link = signal<Link>('here');
export const facets = signal<Facets | null>(null);
export const remote = signal<RemoteChange | null>(null);
export const operations = signal<readonly Operation[]>([]);
/** When the next try to reach the server is due. */
export const nextTry = signal(0);

export const running = computed(() => operations.value.filter(one => isActive(one)));
export const failedCount = computed(() => operations.value.filter(one => needsPerson(one)).length);

/** Findings of the last look at both sides: the rail counts them. */
export const healthFindings = signal(0);

/** Failed, and not done again since. */
export function needsPerson(one: Operation): boolean {
  return (one.state === 'failed' || one.state === 'partly' || one.state === 'interrupted')
    && !dismissed.value.has(one.id)
    && !operations.value.some(other => other.retryOf === one.id);
}

/** Ended operations that a person cleared from the drawer of this window. */
export const dismissed = signal<ReadonlySet<string>>(new Set(JSON.parse(sessionStorage.getItem('fastshot.dismissed') ?? '[]') as string[]));

export function dismiss(ids: readonly string[]): void {
  dismissed.value = new Set([...dismissed.value, ...ids].slice(-500));
  sessionStorage.setItem('fastshot.dismissed', JSON.stringify([...dismissed.value]));
}

type Listener = (operation: Operation) => void;
const listeners = new Set<Listener>();

/** Hears of each operation that changes, until the returned function is called. */
export function onOperation(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function noteOperation(operation: Operation): void {
  const next = after(operations.value, operation);
  if (next === null) return;
  if (!isActive(operation) && operations.value.some(one => one.id === operation.id && isActive(one))) sessionsMoved();
  operations.value = next;
  listeners.forEach(listener => listener(operation));
}

/** What a snapshot says takes the place of what was known; who waits for an operation hears of what was missed. */
function noteSnapshot(list: readonly Operation[]): void {
  const news = movedOn(operations.value, list);
  operations.value = list;
  if (news.some(one => !isActive(one))) sessionsMoved();
  news.forEach(one => listeners.forEach(listener => listener(one)));
}

/** The end of an operation that a request began; it may have been heard of before the answer came. */
export function endOf(begun: Operation): Promise<Operation> {
  const now = operations.value.find(one => one.id === begun.id) ?? begun;
  if (!isActive(now)) return Promise.resolve(now);
  return new Promise(resolve => {
    const leave = onOperation(heard => {
      if (heard.id !== begun.id || isActive(heard)) return;
      leave();
      resolve(heard);
    });
  });
}

let facetsTimer = 0;
const settingsWatchers = new Set<() => void>();

export function onSettings(watcher: () => void): () => void {
  settingsWatchers.add(watcher);
  return () => settingsWatchers.delete(watcher);
}

export function refreshFacets(delay = 0): void {
  clearTimeout(facetsTimer);
  facetsTimer = window.setTimeout(() => {
    get<Facets>('/api/facets').then(answer => {
      facets.value = answer;
      // The server counts a library that changes quickly every few seconds only.
      if (answer.revision < libraryRevision.value) refreshFacets(3000);
    }, () => undefined);
  }, delay);
}

/** What is shown and older than the newest revision is asked for anew; also what is being loaded while this is heard. */
function noteLibrary(change: LibraryChange): void {
  libraryRevision.value = change.revision;
  if (found.value !== null && found.value.revision !== change.revision) refreshList();
  if (facets.value !== null && facets.value.revision !== change.revision) refreshFacets(250);
}

/** An operation ended: sessions may be here now, or sent, though none of them changed. */
function sessionsMoved(): void {
  refreshList();
  refreshFacets(250);
}

/** Asks who the server is; then the page may write. */
export async function connect(): Promise<void> {
  const answer = await get<Connection>('/api/connection');
  setAntiforgery(answer.antiforgery);
  connection.value = answer;
  const language = toLanguage(answer.language);
  if (language !== null && document.documentElement.lang !== language) await speak(language);
}

let source: EventSource | null = null;
let retries = 0;
let retryTimer = 0;

function listen(): void {
  source?.close();
  source = new EventSource('/api/events');
  const on = <T>(name: string, handle: (payload: T) => void): void => source?.addEventListener(name, event => {
    link.value = 'here';
    retries = 0;
    handle(JSON.parse((event as MessageEvent<string>).data) as T);
  });
  on<Snapshot>('snapshot', snapshot => {
    const known = connection.value;
    noteSnapshot(snapshot.operations);
    remote.value = snapshot.remote;
    noteLibrary(snapshot.library);
    // A snapshot of another start: what was missed is not known, so everything is asked again.
    if (known !== null && known.start !== snapshot.start) resume();
  });
  on<Operation>('operation', noteOperation);
  on<LibraryChange>('library', noteLibrary);
  on<RemoteChange>('remote', change => { remote.value = change; });
  on<SettingsChanged>('settings', () => {
    settingsWatchers.forEach(watcher => watcher());
    void connect().catch(() => undefined);
  });
  source.onopen = () => { retries = 0; };
  source.onerror = () => {
    // The browser does not say why; a plain request does.
    source?.close();
    void tryAgain();
  };
}

function resume(): void {
  connect().then(() => {
    link.value = 'here';
    libraryRevision.value = -1;
    refreshList();
    refreshFacets();
  }, () => undefined);
}

/** Tries to reach the server now, and says when the next try is due where it is away. */
export async function tryAgain(): Promise<void> {
  clearTimeout(retryTimer);
  try {
    const before = connection.value?.start;
    await connect();
    link.value = 'here';
    retries = 0;
    if (before !== connection.value?.start) {
      libraryRevision.value = -1;
      refreshList();
    }
    refreshFacets();
    listen();
  } catch {
    // link was set by the watcher of the connection.
    if (link.value === 'here') link.value = 'away';
    const wait = Math.min(15_000, 1000 * 2 ** Math.min(4, retries++));
    nextTry.value = Date.now() + wait;
    retryTimer = window.setTimeout(() => void tryAgain(), wait);
  }
}

export function startLive(): void {
  watchConnection(code => {
    const was = link.value;
    link.value = code === 'no_token' ? 'unknown' : 'away';
    if (was === 'here') {
      source?.close();
      clearTimeout(retryTimer);
      nextTry.value = Date.now() + 1000;
      retryTimer = window.setTimeout(() => void tryAgain(), 1000);
    }
  });
  void connect().then(() => {
    refreshFacets();
    listen();
  }, () => undefined);
}
