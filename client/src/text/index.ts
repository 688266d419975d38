import { signal } from '@preact/signals';
import english from './en.json';

/** A language that the page speaks: each has a file of its own beside this one. */
export type Language = 'en' | 'zh-CN';
export type TextKey = keyof typeof english;
type Values = Record<string, string | number>;

const stored = 'fastshot.language';
const language = signal<Language>('en');
let texts: Record<string, string> = english;
let plural = new Intl.PluralRules('en');

export const currentLanguage = (): Language => language.value;

/** What a browser or config.ini names, as one of the languages that are here; null where it is neither. */
export function toLanguage(tag: string | null | undefined): Language | null {
  if (!tag) return null;
  const lower = tag.toLowerCase();
  return lower.startsWith('zh') ? 'zh-CN' : lower.startsWith('en') ? 'en' : null;
}

/** The last choice on this device, else what the browser asks for: known before the server has answered. */
export const firstLanguage = (): Language =>
  toLanguage(localStorage.getItem(stored)) ?? toLanguage(navigator.language) ?? 'en';

export async function speak(next: Language): Promise<void> {
  texts = next === 'en' ? english : (await import('./zh-CN.json')).default;
  plural = new Intl.PluralRules(next);
  localStorage.setItem(stored, next);
  document.documentElement.lang = next;
  language.value = next;
}

/** The text in the language of the page. `{name}` stands for a value; `one | many` are chosen by the value `n`. */
export function t(key: TextKey, values?: Values): string {
  const locale = language.value; // Read here, so that whatever shows a text is drawn again when the language changes.
  let text: string = texts[key] ?? english[key];
  if (text.includes(' | ')) {
    const forms = text.split(' | ');
    text = (plural.select(Number(values?.['n'] ?? 0)) === 'one' ? forms[0] : forms[1]) ?? text;
  }
  return values === undefined ? text : text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(locale) : value;
  });
}

/** A text for a word of the server that may be new to this page: then the word itself. */
export function tWord(prefix: string, word: string): string {
  const key = `${prefix}.${word}`;
  return key in english ? t(key as TextKey) : word;
}
