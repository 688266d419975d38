import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { IconName } from '../icons';
import { tWord } from '../text';
import { Icon } from './icon';

/** The eight colors that a person can give a session, in the order of the rail. */
export const marks = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'gray'] as const;

export const colorName = (color: string): string => tWord('color', color);

/** The color of a session, with its name for those who do not see it. The place is kept where there is none. */
export const Mark = ({ color }: { color: string }) => color === '' ? null : (
  <span class="mark" data-mark={color} title={colorName(color)}><span class="sr">{colorName(color)}: </span></span>
);

/** A bar whose width is set through the CSSOM: the page's policy allows no style attributes. */
export function Bar({ share, class: name }: { share: number; class?: string }) {
  const bar = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (bar.current) bar.current.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  }, [share]);
  return <i ref={bar} class={name} />;
}

export const Status = ({ kind, icon, children }: { kind: 'good' | 'warn' | 'bad' | 'plain'; icon: IconName; children: ComponentChildren }) => (
  <span class={`status is-${kind}`}><Icon name={icon} />{children}</span>
);

/** A long text cut for a list: nobody reads ten thousand characters in a row of a table, and no layout should hold them. */
export const cut = (text: string, most = 200): string => text.length > most ? `${text.slice(0, most)}…` : text;

export const Tags = ({ tags, most = 6 }: { tags: readonly string[]; most?: number }) => (
  <p class="tags">{tags.slice(0, most).map(tag => <span key={tag}><i>#</i><bdi>{cut(tag, 60)}</bdi></span>)}</p>
);
