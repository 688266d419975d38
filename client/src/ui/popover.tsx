import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

interface Properties {
  /** What it belongs to: it opens below it, and gets the focus back. */
  anchor: HTMLElement;
  label: string;
  role: 'menu' | 'dialog';
  class?: string;
  close: () => void;
  children: ComponentChildren;
}

/** A panel at a button: closed by Escape, a click elsewhere, or when the focus leaves it. */
export function Popover({ anchor, label, role, class: name, close, children }: Properties) {
  const panel = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return undefined;
    const put = (): void => {
      const [at, own] = [anchor.getBoundingClientRect(), element.getBoundingClientRect()];
      const below = at.bottom + 6;
      const top = below + own.height > innerHeight - 8 && at.top - 6 - own.height > 8 ? at.top - 6 - own.height : below;
      element.style.top = `${Math.max(8, Math.min(top, innerHeight - own.height - 8))}px`;
      element.style.left = `${Math.max(8, Math.min(at.left, innerWidth - own.width - 8))}px`;
    };
    put();
    addEventListener('resize', put);
    const first = element.querySelector<HTMLElement>('[data-first], [role^=menuitem]:not([aria-disabled=true]), input, button');
    first?.focus({ preventScroll: true });
    return () => removeEventListener('resize', put);
  }, [anchor]);

  useEffect(() => {
    const away = (event: PointerEvent): void => {
      const at = event.target as Node;
      if (!panel.current?.contains(at) && !anchor.contains(at)) close();
    };
    document.addEventListener('pointerdown', away, true);
    return () => document.removeEventListener('pointerdown', away, true);
  }, [anchor, close]);

  // A panel that was closed by the keyboard gives the focus back; one that was clicked away does not take it.
  useEffect(() => () => {
    if (document.activeElement === document.body || document.activeElement === null) anchor.focus({ preventScroll: true });
  }, [anchor]);

  return (
    <div ref={panel} class={`popover ${name ?? ''}`} role={role} aria-label={label} tabIndex={-1}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          event.preventDefault();
          anchor.focus({ preventScroll: true });
          close();
        } else if (event.key === 'Tab' && role === 'menu') {
          event.preventDefault();
          anchor.focus({ preventScroll: true });
          close();
        } else {
          step(event, panel.current);
        }
      }}
      onFocusOut={event => {
        const to = event.relatedTarget as Node | null;
        if (to !== null && !panel.current?.contains(to) && to !== anchor) close();
      }}>
      {children}
    </div>
  );
}

/** Arrows, Home and End go from item to item; a letter goes to the next item that begins with it. */
function step(event: KeyboardEvent, panel: HTMLElement | null): void {
  if (!panel) return;
  const isTyping = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox' && event.target.type !== 'radio';
  const items = [...panel.querySelectorAll<HTMLElement>('[role^=menuitem]:not([aria-disabled=true]), [role=option]')];
  if (items.length === 0) return;
  const at = items.indexOf(document.activeElement as HTMLElement);
  const target = event.key === 'ArrowDown' ? items[(at + 1) % items.length]
    : event.key === 'ArrowUp' ? items[(at <= 0 ? items.length : at) - 1]
    : isTyping ? undefined
    : event.key === 'Home' ? items[0]
    : event.key === 'End' ? items.at(-1)
    : event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey
      ? [...items.slice(at + 1), ...items].find(item => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))
      : undefined;
  if (target) {
    event.preventDefault();
    target.focus();
  }
}
