import type { DayCount } from '../../api/types';

/** Sizes of a grid of cards of one size, in CSS pixels. */
export interface Metrics {
  columns: number;
  cardWidth: number;
  cardHeight: number;
  gapX: number;
  gapY: number;
  /** Of the heading of a day; 0 where there are no days. */
  headHeight: number;
}

/** The sessions of one day, or all of them: a heading and rows of cards. */
export interface Group {
  day: string | null;
  first: number;
  count: number;
  top: number;
  height: number;
}

export interface Layout {
  groups: readonly Group[];
  height: number;
  metrics: Metrics;
}

/** As many columns of at least a card's width as there is room for, which share what is left. */
export function metricsFor(width: number, least: number, gapX: number, gapY: number, fixedColumns = 0): Omit<Metrics, 'cardHeight' | 'headHeight'> {
  const columns = fixedColumns > 0 ? fixedColumns : Math.max(1, Math.floor((width + gapX) / (least + gapX)));
  return { columns, cardWidth: Math.max(1, (width - gapX * (columns - 1)) / columns), gapX, gapY };
}

export function layOut(days: readonly DayCount[] | null, total: number, metrics: Metrics): Layout {
  const groups: Group[] = [];
  const row = metrics.cardHeight + metrics.gapY;
  let [first, top] = [0, 0];
  for (const { day, count } of days ?? [{ day: null, count: total }]) {
    if (count <= 0) continue;
    const head = day === null ? 0 : metrics.headHeight;
    const height = head + Math.ceil(count / metrics.columns) * row;
    groups.push({ day, first, count, top, height });
    first += count;
    top += height;
  }
  return { groups, height: top, metrics };
}

/** The last element that lies at or before a place. */
function lastAt<T>(list: readonly T[], at: number, key: (one: T) => number): number {
  let [low, high] = [0, list.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (key(list[middle] as T) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

export const groupAt = (layout: Layout, top: number): number => lastAt(layout.groups, top, group => group.top);

export const groupOf = (layout: Layout, index: number): number => lastAt(layout.groups, index, group => group.first);

/** The cards of a group that lie between two heights of the whole list. */
export function cardsBetween(layout: Layout, group: Group, top: number, bottom: number): [number, number] {
  const { columns, cardHeight, gapY, headHeight } = layout.metrics;
  const row = cardHeight + gapY;
  const start = group.top + (group.day === null ? 0 : headHeight);
  const firstRow = Math.max(0, Math.floor((top - start) / row));
  const lastRow = Math.floor((bottom - start) / row);
  return [group.first + firstRow * columns, Math.min(group.first + group.count, group.first + (lastRow + 1) * columns) - 1];
}

export interface Spot {
  left: number;
  top: number;
  group: number;
}

/** Where a card lies in the whole list. */
export function spotOf(layout: Layout, index: number): Spot {
  const at = groupOf(layout, index);
  const group = layout.groups[at] ?? { day: null, first: 0, count: 0, top: 0, height: 0 };
  const { columns, cardWidth, cardHeight, gapX, gapY, headHeight } = layout.metrics;
  const inside = index - group.first;
  return {
    left: (inside % columns) * (cardWidth + gapX),
    top: group.top + (group.day === null ? 0 : headHeight) + Math.floor(inside / columns) * (cardHeight + gapY),
    group: at,
  };
}

/** The card above or below, in the same column as far as its day has so many. */
export function neighbor(layout: Layout, index: number, down: boolean): number {
  const { columns } = layout.metrics;
  const at = groupOf(layout, index);
  const group = layout.groups[at];
  if (!group) return index;
  const inside = index - group.first;
  const column = inside % columns;
  if (down) {
    const lastRow = Math.floor((group.count - 1) / columns);
    if (Math.floor(inside / columns) < lastRow) return Math.min(group.first + group.count - 1, index + columns);
    const next = layout.groups[at + 1];
    return next ? next.first + Math.min(column, next.count - 1) : index;
  }
  if (inside >= columns) return index - columns;
  const before = layout.groups[at - 1];
  if (!before) return index;
  const rowStart = Math.floor((before.count - 1) / columns) * columns;
  return before.first + Math.min(before.count - 1, rowStart + column);
}

/** A mark at the edge: a year with its name, or a month as a tick. */
export interface YearMark {
  /** `2025` or `2025-11` */
  label: string;
  isYear: boolean;
  /** From 0 to 1, down the list. */
  at: number;
  first: number;
}

/** Marks for the years and months of a list, as many as there is room for. */
export function yearMarks(layout: Layout, height: number): YearMark[] {
  const marks: YearMark[] = [];
  let [year, month] = ['', ''];
  let [lastYear, lastMark] = [-Infinity, -Infinity];
  for (const group of layout.groups) {
    if (group.day === null || group.day.slice(0, 7) === month) continue;
    month = group.day.slice(0, 7);
    const at = group.top / Math.max(1, layout.height);
    const y = at * height;
    if (month.slice(0, 4) !== year && y - lastYear >= 26) {
      year = month.slice(0, 4);
      // A tick just above would lie under the name of the year.
      while (marks.length > 0 && !marks.at(-1)?.isYear && y - (marks.at(-1)?.at ?? 0) * height < 16) marks.pop();
      marks.push({ label: year, isYear: true, at, first: group.first });
      lastYear = lastMark = y;
    } else if (y - lastMark >= 9 && y - lastYear >= 20) {
      marks.push({ label: month, isYear: false, at, first: group.first });
      lastMark = y;
    }
  }
  return marks;
}
