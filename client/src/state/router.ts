import { signal } from '@preact/signals';

/** What the address asks for. Everything that a bookmark should keep is in it. */
export interface Route {
  view: 'sessions' | 'trash' | 'session' | 'health' | 'settings' | 'setup' | 'missing';
  id: string | null;
  parameters: URLSearchParams;
}

/** Kept beside the address, so that "back" finds the same place again. */
export interface Place {
  scroll?: number;
  focus?: number;
}

const simple: Record<string, Route['view']> = {
  '/': 'sessions', '/index.html': 'sessions', '/trash': 'trash', '/health': 'health', '/settings': 'settings', '/setup': 'setup',
};

function read(): Route {
  const parameters = new URLSearchParams(location.search);
  const session = /^\/sessions\/([0-9A-Za-z]{4,40})$/.exec(location.pathname);
  if (session) return { view: 'session', id: session[1] ?? null, parameters };
  return { view: simple[location.pathname] ?? 'missing', id: null, parameters };
}

export const route = signal<Route>(read());

/** How many addresses of this page lie behind the one that is shown: whether "back" stays in the page. */
let depth = Number((history.state as { depth?: number } | null)?.depth ?? 0);

addEventListener('popstate', () => {
  depth = Number((history.state as { depth?: number } | null)?.depth ?? 0);
  route.value = read();
});

export function go(path: string): void {
  if (path === location.pathname + location.search) return;
  depth++;
  history.pushState({ depth }, '', path);
  route.value = read();
}

/** Changes the address without a step for "back": while a person types. */
export function replace(path: string): void {
  history.replaceState(history.state, '', path);
  route.value = read();
}

export function back(otherwise: string): void {
  if (depth > 0) history.back();
  else go(otherwise);
}

export const place = (): Place => ((history.state as { place?: Place } | null)?.place) ?? {};

export function keepPlace(kept: Place): void {
  history.replaceState({ ...(history.state as object | null), place: kept }, '');
}

/** Follows a link within the page, and leaves it to the browser where a person wants another tab. */
export function follow(event: MouseEvent): void {
  const link = event.currentTarget as HTMLAnchorElement;
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
