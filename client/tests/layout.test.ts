import { expect, test } from 'vitest';
import { cardsBetween, groupAt, layOut, metricsFor, neighbor, spotOf, yearMarks } from '../src/views/manager/layout.ts';

const metrics = { ...metricsFor(1120, 260, 20, 20), cardHeight: 240, headHeight: 48 };
const days = Array.from({ length: 3000 }, (_, i) => {
  const day = new Date(2026, 10, 26 - i);
  return { day: `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`, count: 1 + (i * 7) % 65 };
});
const total = days.reduce((sum, one) => sum + one.count, 0);
const layout = layOut(days, total, metrics);

test('columns share the width, with gaps between', () => {
  expect(metrics.columns).toBe(4);
  expect(metrics.cardWidth * 4 + 60).toBeCloseTo(1120);
  expect(metricsFor(200, 260, 20, 20).columns).toBe(1);
});

test('every card lies in its group, below its heading, and cards of a row do not overlap', () => {
  for (let index = 0; index < total; index += 37) {
    const spot = spotOf(layout, index);
    const group = layout.groups[spot.group];
    expect(index).toBeGreaterThanOrEqual(group?.first ?? NaN);
    expect(spot.top).toBeGreaterThanOrEqual((group?.top ?? NaN) + 48);
    expect(spot.top + 240).toBeLessThanOrEqual((group?.top ?? NaN) + (group?.height ?? NaN));
  }
});

test('the cards between two heights are exactly those that lie there', () => {
  for (const top of [0, 1000, 54_321, layout.height - 900]) {
    const seen = new Set<number>();
    for (let at = groupAt(layout, top); (layout.groups[at]?.top ?? Infinity) <= top + 900; at++) {
      const group = layout.groups[at];
      if (!group) break;
      const [first, last] = cardsBetween(layout, group, top, top + 900);
      for (let index = first; index <= last; index++) seen.add(index);
    }
    for (let index = 0; index < total; index++) {
      const spot = spotOf(layout, index);
      if (spot.top < top + 900 && spot.top + 240 > top) expect(seen.has(index)).toBe(true);
    }
    expect(seen.size).toBeLessThan(60);
  }
});

test('down and up keep the column, and come back', () => {
  const from = layout.groups[10]?.first ?? 0;
  expect(spotOf(layout, neighbor(layout, from, true)).left).toBe(spotOf(layout, from).left);
  expect(neighbor(layout, neighbor(layout, from, true), false)).toBe(from);
  expect(neighbor(layout, 0, false)).toBe(0);
  expect(neighbor(layout, total - 1, true)).toBe(total - 1);
});

test('years stand at the edge with room between them', () => {
  const marks = yearMarks(layout, 700);
  const years = marks.filter(mark => mark.isYear);
  expect(years.map(mark => mark.label)).toEqual([...years.map(mark => mark.label)].sort().reverse());
  expect(years.length).toBeGreaterThan(5);
  for (let i = 1; i < years.length; i++) expect((years[i]?.at ?? 0) * 700 - (years[i - 1]?.at ?? 0) * 700).toBeGreaterThanOrEqual(26);
});
