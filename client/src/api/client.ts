import type { Problem } from './types';

/** What the server refused, in its own words. `code` is `away` where there is no server, and `no_token` where it does not know this page. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
    this.name = 'ApiError';
  }

  get code(): string {
    return this.problem.code;
  }
}

type Query = Record<string, string | number | boolean | null | undefined | readonly string[]>;

let antiforgery = '';
let known: () => void = () => undefined;
// What writes waits for the answer to the first question: without its value the server refuses.
const isKnown = new Promise<void>(resolve => { known = resolve; });
let onAway: (code: string) => void = () => undefined;

export function setAntiforgery(value: string): void {
  antiforgery = value;
  known();
}

/** Is told when the server is gone (`away`) or no longer knows this page (`no_token`). */
export function watchConnection(watcher: (code: string) => void): void {
  onAway = watcher;
}

export function address(path: string, query?: Query): string {
  if (query === undefined) return path;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '' || value === false) continue;
    if (typeof value === 'object') value.forEach(one => parameters.append(name, one));
    else parameters.append(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = {};
  if (method !== 'GET') await isKnown;
  if (method !== 'GET') headers['X-Fastshot-Antiforgery'] = antiforgery;
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    onAway('away');
    throw new ApiError(problem(0, 'away', 'Fastshot does not answer.'));
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  throw new ApiError(await problemOf(response));
}

async function problemOf(response: Response): Promise<Problem> {
  let found: Problem;
  try {
    found = { ...problem(response.status, 'bug', response.statusText), ...(await response.json() as Partial<Problem>) };
  } catch {
    found = problem(response.status, 'bug', `${response.status} ${response.statusText}`);
  }
  if (response.status === 401) onAway('no_token');
  return found;
}

const problem = (status: number, code: string, title: string): Problem => ({ status, code, title, hint: null, problems: null });

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  ask<T>('GET', address(path, query), undefined, signal);
export const post = <T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> => ask<T>('POST', path, body, signal);
export const put = <T>(path: string, body: unknown): Promise<T> => ask<T>('PUT', path, body);
export const patch = <T>(path: string, body: unknown): Promise<T> => ask<T>('PATCH', path, body);
export const remove = <T>(path: string): Promise<T> => ask<T>('DELETE', path);

/** Sends a form with progress, which fetch does not tell. */
export function upload<T>(path: string, form: FormData, progress: (share: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('X-Fastshot-Antiforgery', antiforgery);
    request.upload.onprogress = event => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText) as T);
        return;
      }
      if (request.status === 401) onAway('no_token');
      let found = problem(request.status, 'bug', `${request.status} ${request.statusText}`);
      try {
        found = { ...found, ...(JSON.parse(request.responseText) as Partial<Problem>) };
      } catch {
        // Not from our server: the status line has to do.
      }
      reject(new ApiError(found));
    };
    request.onerror = () => {
      onAway('away');
      reject(new ApiError(problem(0, 'away', 'Fastshot does not answer.')));
    };
    request.onabort = () => reject(new DOMException('The upload was cancelled.', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
