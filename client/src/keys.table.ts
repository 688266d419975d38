import type { TextKey } from './text';

/** Where a key counts. `everywhere` is heard in every view. */
export type Scope = 'everywhere' | 'list' | 'viewer' | 'lightbox';

export interface Shortcut {
  /** As `Ctrl+K`, `/`, `Shift+F4`; several do the same. */
  keys: readonly string[];
  scope: Scope;
  text: TextKey;
  /** The older program's chord, of the preset of that name. */
  classic?: string;
}

/** Every key of the page: the sheet shows this table, and the handlers ask it. */
export const shortcuts = {
  search: { keys: ['/', 'Ctrl+K'], scope: 'everywhere', text: 'key.search' },
  create: { keys: ['N'], scope: 'everywhere', text: 'key.create', classic: 'Shift+F4' },
  choose: { keys: ['Ctrl+O'], scope: 'everywhere', text: 'key.choose', classic: 'Shift+F2' },
  paste: { keys: ['Ctrl+V'], scope: 'everywhere', text: 'key.paste' },
  operations: { keys: ['O'], scope: 'everywhere', text: 'key.operations' },
  sync: { keys: ['S'], scope: 'everywhere', text: 'key.sync' },
  undo: { keys: ['Z', 'Ctrl+Z'], scope: 'everywhere', text: 'key.undo' },
  home: { keys: ['G'], scope: 'everywhere', text: 'key.home', classic: 'Shift+F6' },
  health: { keys: ['H'], scope: 'everywhere', text: 'key.health' },
  settings: { keys: [','], scope: 'everywhere', text: 'key.settings' },
  sheet: { keys: ['?'], scope: 'everywhere', text: 'key.sheet' },
  move: { keys: ['←', '↑', '↓', '→'], scope: 'list', text: 'key.move' },
  ends: { keys: ['Home', 'End', 'PageUp', 'PageDown'], scope: 'list', text: 'key.ends' },
  open: { keys: ['Enter'], scope: 'list', text: 'key.open', classic: 'Shift+F5' },
  pick: { keys: ['X', 'Space'], scope: 'list', text: 'key.pick' },
  extend: { keys: ['Shift+←', 'Shift+→'], scope: 'list', text: 'key.extend' },
  every: { keys: ['Ctrl+A'], scope: 'list', text: 'key.every' },
  clear: { keys: ['Esc'], scope: 'list', text: 'key.clear' },
  layout: { keys: ['V'], scope: 'list', text: 'key.layout', classic: 'Shift+F8' },
  edit: { keys: ['F2'], scope: 'list', text: 'key.edit' },
  tag: { keys: ['T'], scope: 'list', text: 'key.tag' },
  color: { keys: ['C'], scope: 'list', text: 'key.color' },
  class: { keys: ['L'], scope: 'list', text: 'key.class' },
  export: { keys: ['E'], scope: 'list', text: 'key.export' },
  download: { keys: ['D'], scope: 'list', text: 'key.download' },
  trash: { keys: ['Delete'], scope: 'list', text: 'key.trash' },
  restore: { keys: ['R'], scope: 'list', text: 'key.restore' },
  fit: { keys: ['0'], scope: 'viewer', text: 'key.fit', classic: 'Shift+F3' },
  whole: { keys: ['1'], scope: 'viewer', text: 'key.whole' },
  zoomIn: { keys: ['+'], scope: 'viewer', text: 'key.zoom_in' },
  zoomOut: { keys: ['-'], scope: 'viewer', text: 'key.zoom_out' },
  pan: { keys: ['Space'], scope: 'viewer', text: 'key.pan' },
  shots: { keys: ['Tab'], scope: 'viewer', text: 'key.shots' },
  large: { keys: ['Enter'], scope: 'viewer', text: 'key.large' },
  hidden: { keys: ['U'], scope: 'viewer', text: 'key.hidden', classic: 'Shift+F1' },
  viewerEdit: { keys: ['F2'], scope: 'viewer', text: 'key.edit' },
  viewerExport: { keys: ['E'], scope: 'viewer', text: 'key.export' },
  viewerCopy: { keys: ['Ctrl+C'], scope: 'viewer', text: 'key.copy' },
  leave: { keys: ['Esc'], scope: 'viewer', text: 'key.leave' },
  next: { keys: ['→'], scope: 'lightbox', text: 'key.next' },
  previous: { keys: ['←'], scope: 'lightbox', text: 'key.previous' },
  lightboxZoom: { keys: ['+', '-', '0', '1'], scope: 'lightbox', text: 'key.lightbox_zoom' },
  copy: { keys: ['Ctrl+C'], scope: 'lightbox', text: 'key.copy' },
  save: { keys: ['Ctrl+S'], scope: 'lightbox', text: 'key.save' },
  shut: { keys: ['Esc'], scope: 'lightbox', text: 'key.shut' },
} as const satisfies Record<string, Shortcut>;
