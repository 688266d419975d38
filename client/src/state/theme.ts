import { signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const kept = 'fastshot.theme';
const read = (): Theme => {
  const text = localStorage.getItem(kept);
  return text === 'light' || text === 'dark' ? text : 'system';
};

/** Of this browser alone: another screen may be in another light. */
export const theme = signal<Theme>(read());

export function chooseTheme(next: Theme): void {
  theme.value = next;
  if (next === 'system') localStorage.removeItem(kept);
  else localStorage.setItem(kept, next);
  apply();
}

function apply(): void {
  if (theme.value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.value;
}

export const startTheme = apply;
