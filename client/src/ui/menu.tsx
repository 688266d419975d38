import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { IconName } from '../icons';
import { Icon } from './icon';
import { Popover } from './popover';

export interface MenuItem {
  text: string;
  icon?: IconName;
  key?: string;
  isBad?: boolean;
  isDisabled?: boolean;
  /** Of items of which one is chosen. */
  isChosen?: boolean;
  act: () => void;
}

/** A list of what can be done; a line parts groups. */
export function MenuList({ items, anchor, label, close }: { items: readonly (MenuItem | null)[]; anchor: HTMLElement; label: string; close: () => void }) {
  return (
    <Popover anchor={anchor} label={label} role="menu" class="menu" close={close}>
      {items.map((item, i) => item === null ? <div key={i} role="separator" class="menu-rule" /> : (
        <button key={item.text} type="button" tabIndex={-1} class={`menu-item ${item.isBad ? 'is-bad' : ''}`}
          role={item.isChosen === undefined ? 'menuitem' : 'menuitemradio'} aria-checked={item.isChosen} aria-disabled={item.isDisabled}
          onClick={() => {
            if (item.isDisabled) return;
            anchor.focus({ preventScroll: true });
            close();
            item.act();
          }}>
          {item.isChosen === undefined ? item.icon && <Icon name={item.icon} /> : <span class="menu-tick">{item.isChosen && <Icon name="check" />}</span>}
          <span>{item.text}</span>
          {item.key && <kbd>{item.key}</kbd>}
        </button>
      ))}
    </Popover>
  );
}

interface ButtonProperties {
  class: string;
  label: string;
  /** Whether its content says what the label says; then that is its name. */
  isLabelShown?: boolean;
  title?: string;
  items: () => readonly (MenuItem | null)[];
  children: ComponentChildren;
}

/** A button that opens a menu. */
export function MenuButton({ class: name, label, title, isLabelShown, items, children }: ButtonProperties) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button ref={button} type="button" class={name} title={title} aria-label={isLabelShown ? undefined : label} aria-haspopup="menu" aria-expanded={isOpen}
        onClick={event => {
          event.stopPropagation();
          setOpen(!isOpen);
        }}
        onKeyDown={event => {
          if (event.key === 'ArrowDown' && !isOpen) {
            event.preventDefault();
            event.stopPropagation();
            setOpen(true);
          }
        }}>
        {children}
      </button>
      {isOpen && button.current && <MenuList items={items()} anchor={button.current} label={label} close={() => setOpen(false)} />}
    </>
  );
}
