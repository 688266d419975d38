import { signal } from '@preact/signals';
import { shortcuts, type Scope, type Shortcut } from './keys.table';

export { shortcuts, type Scope, type Shortcut };
export type ShortcutName = keyof typeof shortcuts;

const kept = 'fastshot.keys';
/** `classic` hears the older program's chords, too. */
export const preset = signal<'plain' | 'classic'>(localStorage.getItem(kept) === 'classic' ? 'classic' : 'plain');

export function choosePreset(next: 'plain' | 'classic'): void {
  localStorage.setItem(kept, next);
  preset.value = next;
}

const arrows: Record<string, string> = { ArrowLeft: '←', ArrowUp: '↑', ArrowDown: '↓', ArrowRight: '→', Escape: 'Esc', ' ': 'Space' };

/** The chord of an event in the words of the table. Command counts as Ctrl. */
export function chord(event: KeyboardEvent): string {
  const name = arrows[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const isSign = event.key.length === 1 && !/[a-z0-9 ]/i.test(event.key);
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey && !isSign ? 'Shift+' : ''}${name}`;
}

export function means(event: KeyboardEvent, name: ShortcutName): boolean {
  const shortcut: Shortcut = shortcuts[name];
  const pressed = chord(event);
  return shortcut.keys.includes(pressed) || (preset.value === 'classic' && shortcut.classic === pressed);
}

/** Whether a key belongs to what has the focus: letters go into fields. */
export function isTyping(event: KeyboardEvent): boolean {
  const at = event.target;
  if (at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement) return true;
  return at instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(at.type);
}
