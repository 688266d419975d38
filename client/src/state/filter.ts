import { computed } from '@preact/signals';
import type { SessionFilter, SortOrder } from '../api/types';
import { go, replace, route } from './router';

/** What is looked for, in which order, and how it is shown: all of it in the address. */
export interface Filter {
  query: string;
  tags: string[];
  color: string;
  class: string;
  since: string;
  until: string;
  where: string;
  trash: boolean;
  sort: SortOrder;
  reverse: boolean;
  table: boolean;
}

const orders: readonly SortOrder[] = ['created', 'name', 'size', 'images'];
const layoutKept = 'fastshot.layout';

export const emptyFilter: Filter = {
  query: '', tags: [], color: '', class: '', since: '', until: '', where: '', trash: false, sort: 'created', reverse: false, table: false,
};

const day = (text: string | null): string => (text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : '');

export function readFilter(parameters: URLSearchParams, trash: boolean): Filter {
  const sort = parameters.get('sort') as SortOrder | null;
  const view = parameters.get('view') ?? localStorage.getItem(layoutKept);
  return {
    query: parameters.get('q') ?? '',
    tags: parameters.getAll('tag'),
    color: parameters.get('color') ?? '',
    class: parameters.get('class') ?? '',
    since: day(parameters.get('since')),
    until: day(parameters.get('until')),
    where: parameters.get('where') ?? '',
    trash,
    sort: sort !== null && orders.includes(sort) ? sort : 'created',
    reverse: parameters.get('reverse') === '1',
    table: view === 'table',
  };
}

export function filterPath(filter: Filter): string {
  const parameters = new URLSearchParams();
  if (filter.query !== '') parameters.set('q', filter.query);
  filter.tags.forEach(tag => parameters.append('tag', tag));
  for (const name of ['color', 'class', 'since', 'until', 'where'] as const) if (filter[name] !== '') parameters.set(name, filter[name]);
  if (filter.sort !== 'created') parameters.set('sort', filter.sort);
  if (filter.reverse) parameters.set('reverse', '1');
  parameters.set('view', filter.table ? 'table' : 'grid');
  const path = filter.trash ? '/trash' : '/';
  return `${path}?${parameters.toString()}`;
}

export const filter = computed<Filter>(() => readFilter(route.value.parameters, route.value.view === 'trash'));

/** Goes to a changed filter. What is typed replaces the address; what is chosen can be taken back with "back". */
export function refine(change: Partial<Filter>): void {
  const next = { ...filter.value, ...change };
  localStorage.setItem(layoutKept, next.table ? 'table' : 'grid');
  if (Object.keys(change).length === 1 && change.query !== undefined) replace(filterPath(next));
  else go(filterPath(next));
}

/** As the parameters of GET /api/sessions. The day that ends a range belongs to it. */
export function listQuery(one: Filter): Record<string, string | boolean | readonly string[]> {
  return {
    query: one.query, tag: one.tags, color: one.color, class: one.class, since: one.since, until: one.until,
    where: one.where, trash: one.trash, sort: one.sort, reverse: one.reverse,
  };
}

/** As the query of a bulk action: every session that the filter finds. */
export const bulkQuery = (one: Filter): SessionFilter => ({
  query: one.query || null, tags: one.tags.length > 0 ? one.tags : null, color: one.color || null, class: one.class || null,
  since: one.since || null, until: one.until || null, where: one.where || null, trash: one.trash || null,
});

/** The address with the kept layout, so that the switch of grid and table does not change what is found. */
export const contentKey = (one: Filter): string => filterPath({ ...one, table: false });

export const isNarrowed = (one: Filter): boolean =>
  one.query !== '' || one.tags.length > 0 || one.color !== '' || one.class !== '' || one.since !== '' || one.until !== '' || one.where !== '';

export const isByDay = (one: Filter): boolean => one.sort === 'created' && !one.table && !one.trash;
