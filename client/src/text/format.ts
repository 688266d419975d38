import { currentLanguage, t } from './index';

const cached = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function dates(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${currentLanguage()} ${name}`;
  let format = cached.get(key) as Intl.DateTimeFormat | undefined;
  if (!format) cached.set(key, format = new Intl.DateTimeFormat(regional(), options));
  return format;
}

// English dates as the person's own region writes them; a 24-hour clock where the region has one.
const regional = (): string =>
  currentLanguage() === 'en' ? (navigator.languages.find(one => one.startsWith('en-')) ?? 'en-GB') : 'zh-CN';

export const number = (value: number): string => value.toLocaleString(currentLanguage());

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A size as people read it: three digits at most, decimal units as in config.ini. */
export function bytes(value: number): string {
  let step = 0;
  let rest = value;
  while (rest >= 999.5 && step < units.length - 1) {
    rest /= 1000;
    step++;
  }
  const digits = step === 0 || rest >= 99.95 ? 0 : 1;
  return `${rest.toLocaleString(currentLanguage(), { minimumFractionDigits: digits, maximumFractionDigits: digits })}\u00a0${units[step]}`;
}

export function percent(share: number): string {
  return `${Math.floor(share * 100)}\u00a0%`;
}

/** A cost in dollars, never rounded to nothing. */
export function dollars(value: number): string {
  if (value === 0) return '$0';
  if (value < 0.00001) return '< $0.00001';
  const digits = value >= 0.1 ? 2 : Math.min(5, 1 - Math.floor(Math.log10(value)));
  return `$${value.toFixed(digits)}`;
}

export function duration(seconds: number): string {
  if (seconds < 1) return t('time.under_second');
  if (seconds < 90) return t('time.seconds', { n: Math.round(seconds) });
  if (seconds < 5400) return t('time.minutes', { n: Math.round(seconds / 60) });
  const hours = Math.floor(seconds / 3600);
  return t('time.hours', { h: hours, m: Math.round((seconds - hours * 3600) / 60) });
}

const dayStart = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

const daysBetween = (date: Date, now: Date): number => Math.round((dayStart(now) - dayStart(date)) / 86_400_000);

/** How long ago, for a card: minutes and hours of today, then "Yesterday", then the date. */
export function age(time: string, now = new Date()): string {
  const date = new Date(time);
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
  const days = daysBetween(date, now);
  if (minutes < 1 && minutes > -2) return t('time.now');
  if (days <= 0 && minutes < 60) return t('time.minutes_ago', { n: Math.max(1, minutes) });
  if (days <= 0) return t('time.hours_ago', { n: Math.max(1, Math.floor(minutes / 60)) });
  if (days === 1) return t('time.yesterday');
  return date.getFullYear() === now.getFullYear()
    ? dates('short', { day: 'numeric', month: 'short' }).format(date)
    : dates('short-year', { day: 'numeric', month: 'short', year: 'numeric' }).format(date);
}

/** A point in time for a table: date and clock, the year only where it is another one. */
export function moment(time: string, now = new Date()): string {
  const date = new Date(time);
  return date.getFullYear() === now.getFullYear()
    ? dates('moment', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(date)
    : dates('moment-year', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(date);
}

export const fullMoment = (time: string): string =>
  dates('full', { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(time));

export const clock = (time: string): string => dates('clock', { hour: '2-digit', minute: '2-digit' }).format(new Date(time));

/** A local day `2026-11-26`, a month `2026-11` or a year as a heading. */
export function dayHeading(day: string, now = new Date()): string {
  if (day.length === 4) return day;
  if (day.length === 7) return monthHeading(day);
  const date = parseDay(day);
  const days = daysBetween(date, now);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  return date.getFullYear() === now.getFullYear()
    ? dates('day', { weekday: 'long', day: 'numeric', month: 'long' }).format(date)
    : dates('day-year', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(date);
}

export function parseDay(day: string): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date);
}

/** `2026-11` as "November 2026". */
export const monthHeading = (month: string): string =>
  dates('month', { month: 'long', year: 'numeric' }).format(parseDay(`${month}-01`));

export const monthShort = (month: string): string => dates('month-short', { month: 'short' }).format(parseDay(`${month}-01`));

export const localDay = (date: Date): string =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
