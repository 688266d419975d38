import { useId, useRef, useState } from 'preact/hooks';
import type { FacetValue } from '../api/types';
import { t } from '../text';
import { number } from '../text/format';
import { Icon } from './icon';

/** Words that begin with what was typed come first, then those that hold it; at most ten. */
export function suggestions(typed: string, known: readonly FacetValue[], without: readonly string[] = []): FacetValue[] {
  const wanted = typed.trim().toLocaleLowerCase();
  const open = known.filter(one => !without.includes(one.value));
  if (wanted === '') return open.slice(0, 10);
  const begins = open.filter(one => one.value.toLocaleLowerCase().startsWith(wanted));
  const holds = open.filter(one => !one.value.toLocaleLowerCase().startsWith(wanted) && one.value.toLocaleLowerCase().includes(wanted));
  return [...begins, ...holds].slice(0, 10);
}

interface SuggestProperties {
  label: string;
  value: string;
  known: readonly FacetValue[];
  without?: readonly string[];
  placeholder?: string;
  maxLength?: number | undefined;
  isFirst?: boolean;
  type: (value: string) => void;
  /** A word was chosen, or typed and ended. */
  choose: (value: string) => void;
  onBackspace?: () => void;
  /** Enter in an empty field. */
  onEnter?: () => void;
}

/** A field that suggests the words that are already in use. */
export function SuggestField({ label, value, known, without, placeholder, maxLength, isFirst, type, choose, onBackspace, onEnter }: SuggestProperties) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const shown = isOpen ? suggestions(value, known, without) : [];
  const take = (word: string): void => {
    choose(word);
    setAt(-1);
    setOpen(false);
  };
  return (
    <div class="suggest">
      <input ref={field} class="input" type="text" role="combobox" aria-label={label} aria-expanded={shown.length > 0} aria-controls={id} aria-autocomplete="list"
        aria-activedescendant={at >= 0 && shown[at] ? `${id}-${at}` : undefined} value={value} placeholder={placeholder} maxLength={maxLength} autocomplete="off" data-first={isFirst}
        onInput={event => {
          type(event.currentTarget.value);
          setOpen(true);
          setAt(-1);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={event => {
          if (event.isComposing) return;
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            event.stopPropagation();
            setOpen(true);
            const count = suggestions(value, known, without).length;
            setAt(count === 0 ? -1 : (at + (event.key === 'ArrowDown' ? 1 : count) + (at < 0 && event.key === 'ArrowUp' ? 1 : 0)) % count);
          } else if (event.key === 'Enter' || (event.key === ',' && value.trim() !== '')) {
            const word = at >= 0 ? shown[at]?.value : value.trim();
            if (word) {
              event.preventDefault();
              event.stopPropagation();
              take(word);
            } else if (event.key === 'Enter' && onEnter) {
              // Or the button that gets the focus as this closes would hear the rest of this very key, and open it again.
              event.preventDefault();
              onEnter();
            }
          } else if (event.key === 'Escape' && shown.length > 0) {
            event.preventDefault();
            event.stopPropagation();
            setOpen(false);
          } else if (event.key === 'Backspace' && value === '') {
            onBackspace?.();
          }
        }} />
      <ul id={id} role="listbox" aria-label={label} class="suggest-list" hidden={shown.length === 0}>
        {shown.map((one, i) => (
          <li key={one.value} id={`${id}-${i}`} role="option" aria-selected={i === at} class={i === at ? 'is-at' : ''}
            onPointerDown={event => {
              event.preventDefault();
              take(one.value);
            }}>
            <bdi>{one.value}</bdi><span class="mute number">{number(one.count)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface TagsProperties {
  label: string;
  tags: readonly string[];
  known: readonly FacetValue[];
  maxLength?: number | undefined;
  most?: number | undefined;
  isFirst?: boolean;
  change: (tags: string[]) => void;
  onEnter?: () => void;
}

/** Tags as pieces that can be taken out, and a field for more. */
export function TagField({ label, tags, known, maxLength, most, isFirst, change, onEnter }: TagsProperties) {
  const [typed, setTyped] = useState('');
  const add = (word: string): void => {
    const clean = word.replace(/^#/, '').trim();
    if (clean !== '' && !tags.includes(clean) && tags.length < (most ?? 100)) change([...tags, clean]);
    setTyped('');
  };
  return (
    <div class="tag-field">
      {tags.map(tag => (
        <span key={tag} class="token"><bdi>{tag}</bdi>
          <button type="button" aria-label={t('form.remove_tag', { tag })} title={t('form.remove_tag', { tag })} onClick={() => change(tags.filter(one => one !== tag))}><Icon name="close" /></button>
        </span>
      ))}
      <SuggestField label={label} value={typed} known={known} without={tags} placeholder={tags.length === 0 ? t('form.tags_hint') : ''} maxLength={maxLength} {...(isFirst ? { isFirst } : {})}
        type={value => (value.endsWith(',') ? add(value.slice(0, -1)) : setTyped(value))} choose={add}
        onBackspace={() => change(tags.slice(0, -1))} {...(onEnter ? { onEnter } : {})} />
    </div>
  );
}
