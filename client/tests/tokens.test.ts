import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { linear, ratio, readTokens } from './contrast.ts';

const read = (name: string): string => readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8');
const tokens = readTokens(read('tokens.css'));
const pairs: [string, string, number][] = [];
const on = (least: number, texts: string[], grounds: string[]): void => texts.forEach(text => grounds.forEach(ground => pairs.push([text, ground, least])));
const surfaces = ['color-rail', 'color-page', 'color-raised', 'color-overlay', 'color-well', 'color-mat'];
on(4.5, ['color-text', 'color-text-soft', 'color-text-mute', 'color-accent-text', 'color-good-text', 'color-warn-text', 'color-bad-text'], surfaces);
on(4.5, ['color-text', 'color-accent-text', 'color-text-soft'], ['color-accent-soft', 'color-found']);
for (const state of ['good', 'warn', 'bad']) on(4.5, [`color-${state}-text`, 'color-text', 'color-text-soft'], [`color-${state}-soft`]);
on(4.5, ['color-on-accent'], ['color-accent', 'color-accent-hover']);
on(4.5, ['color-on-bad'], ['color-bad']);
on(4.5, ['color-page'], ['color-text']);
on(4.5, ['color-stage-text', 'color-stage-mute'], ['color-stage', 'color-stage-raised']);
on(3, ['color-control-line', 'color-accent', 'color-good', 'color-warn', 'color-bad', 'color-focus'], ['color-page', 'color-raised', 'color-rail', 'color-well']);
on(3, ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'gray'].map(mark => `mark-${mark}`), ['color-page', 'color-raised', 'color-rail']);

test('every pair of text and ground that the page uses has the contrast of WCAG 2.2 AA, by day and by night', () => {
  const short = pairs.flatMap(([text, ground, least]) => (['light', 'dark'] as const).flatMap(side => {
    const [one, other] = [tokens.get(text), tokens.get(ground)];
    const found = one && other ? ratio(one[side], other[side]) : 0;
    return found >= least ? [] : [`${side}: ${text} on ${ground} is ${found.toFixed(2)}, not ${least}`];
  }));
  expect(short).toEqual([]);
  expect(pairs.length).toBeGreaterThan(100);
});

test('every color can be shown on every screen', () => {
  const outside = [...tokens].filter(([, token]) => [token.light, token.dark].some(side => linear(side).some(value => Math.max(-value, value - 1) > .004)));
  expect(outside.map(([name]) => name)).toEqual([]);
});

test.each(['styles/app.css', 'styles/views.css'])('%s holds no color and no duration of its own', name => {
  const css = read(name).replace(/\/\*[\s\S]*?\*\//g, '');
  expect(css.match(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch)\(|\b[\d.]+m?s\b(?![\w-])/gi) ?? []).toEqual([]);
});

test('whatever a style sheet names is a token, or is set beside it', () => {
  const css = read('tokens.css') + read('styles/app.css') + read('styles/views.css');
  const known = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map(found => found[1]));
  expect([...new Set([...css.matchAll(/var\((--[\w-]+)/g)].map(found => found[1]))].filter(name => !known.has(name))).toEqual([]);
});
