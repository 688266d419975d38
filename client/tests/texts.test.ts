import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import chinese from '../src/text/zh-CN.json';
import english from '../src/text/en.json';
import { shortcuts } from '../src/keys.table.ts';

const source = new URL('../src', import.meta.url).pathname;
const files = (folder: string): string[] => readdirSync(folder).flatMap(name => statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]);
const code = files(source).filter(name => /\.tsx?$/.test(name)).map(name => readFileSync(name, 'utf8'));
const [en, zh]: Record<string, string>[] = [english, chinese];
const keys = Object.keys(english);

test('both languages have the same texts', () => {
  expect(Object.keys(chinese)).toEqual(keys);
});

// Names, keys of a keyboard and units that are the same in both.
const same = new Set(['key.delete', 'settings.keys.plain']);

test('every text is translated', () => {
  const left = keys.filter(key => !same.has(key) && (zh?.[key]?.trim() === '' || en?.[key] === zh?.[key] || !/[\u4e00-\u9fff/]/.test(zh?.[key] ?? '')));
  expect(left).toEqual([]);
});

test('a translation says the same values, and English both forms of a number', () => {
  const values = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  expect(keys.filter(key => String(values(en?.[key] ?? '')) !== String(values(zh?.[key] ?? '')))).toEqual([]);
  expect(keys.filter(key => (en?.[key]?.split(' | ').length ?? 0) > 2 || zh?.[key]?.includes(' | '))).toEqual([]);
});

test('every text that the code asks for is there', () => {
  const asked = new Set([
    ...code.flatMap(text => [...text.matchAll(/\bt\('([\w.-]+)'/g)].map(found => found[1] ?? '')),
    ...Object.values(shortcuts).map(one => one.text),
  ]);
  expect([...asked].filter(key => !keys.includes(key))).toEqual([]);
  expect(asked.size).toBeGreaterThan(300);
});

test('no text for people stands in the code', () => {
  const loose = code.flatMap(text => [...text.matchAll(/>([A-Z][a-z]+(?: [a-z]+)+)[.<]/g), ...text.matchAll(/\b(?:title|placeholder|aria-label|alt)="([A-Z][a-z]+[^"]*)"/g)].map(found => found[1]));
  expect(loose).toEqual([]);
});
