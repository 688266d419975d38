import { useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { FacetValue, SortOrder } from '../../api/types';
import { filter, isNarrowed, refine } from '../../state/filter';
import { found } from '../../state/list';
import { facets } from '../../state/live';
import { t, type TextKey } from '../../text';
import { bytes, localDay, monthHeading, number, parseDay } from '../../text/format';
import { Icon } from '../../ui/icon';
import { MenuButton, type MenuItem } from '../../ui/menu';
import { colorName, cut, marks } from '../../ui/parts';
import { Popover } from '../../ui/popover';

/** What narrows the list, how much was found, and the order. */
export function FilterBar() {
  const now = filter.value;
  const list = found.value;
  const all = now.trash ? facets.value?.trash : facets.value?.sessions;
  return (
    <div class="filterbar">
      <div class="chips" role="group" aria-label={t('filter.label')}>
        <Chip text={dateText(now.since, now.until) ?? t('filter.date')} isOn={now.since !== '' || now.until !== ''} clear={() => refine({ since: '', until: '' })} label={t('filter.date')}>
          {close => <Dates close={close} />}
        </Chip>
        <Chip text={now.tags.length === 0 ? t('filter.tags') : now.tags.map(tag => `#${cut(tag, 24)}`).join(' ')} isOn={now.tags.length > 0} clear={() => refine({ tags: [] })} label={t('filter.tags')}>
          {() => <Choices known={facets.value?.tags ?? []} chosen={now.tags} isMany choose={tag => refine({ tags: now.tags.includes(tag) ? now.tags.filter(one => one !== tag) : [...now.tags, tag] })} />}
        </Chip>
        <Chip text={now.color === '' ? t('filter.color') : colorName(now.color)} isOn={now.color !== ''} clear={() => refine({ color: '' })} label={t('filter.color')} mark={now.color}>
          {close => <Colors close={close} />}
        </Chip>
        <Chip text={now.class === '' ? t('filter.class') : cut(now.class, 30)} isOn={now.class !== ''} clear={() => refine({ class: '' })} label={t('filter.class')}>
          {close => <Choices known={facets.value?.classes ?? []} chosen={now.class === '' ? [] : [now.class]} choose={one => {
            refine({ class: now.class === one ? '' : one });
            close();
          }} />}
        </Chip>
        {!now.trash && (
          <Chip text={now.where === '' ? t('filter.where') : t(`filter.where.${now.where}` as TextKey)} isOn={now.where !== ''} clear={() => refine({ where: '' })} label={t('filter.where')}>
            {close => <Where close={close} />}
          </Chip>
        )}
        {isNarrowed(now) && <button type="button" class="chip is-clear" onClick={() => refine({ query: '', tags: [], color: '', class: '', since: '', until: '', where: '' })}>{t('filter.clear')}</button>}
      </div>
      <div class="end">
        <span class="found" role="status">
          {list !== null && (isNarrowed(now) && all !== undefined ? t('list.found_of', { n: list.total, all }) : t('list.found', { n: list.total }))}
          {list !== null && list.bytes !== null && list.total > 0 && ` · ${bytes(list.bytes)}`}
        </span>
        <MenuButton class="button is-plain is-quiet is-small" label={t('sort.label', { order: sortText(now.sort, now.reverse) })} items={sortItems}>
          <Icon name="sort" />{sortText(now.sort, now.reverse)}
        </MenuButton>
        <LayoutSwitch />
      </div>
    </div>
  );
}

export function LayoutSwitch() {
  const { table } = filter.value;
  return (
    <div class="switch2" role="group" aria-label={t('layout.label')}>
      <button type="button" class="button" aria-pressed={!table} aria-label={t('layout.grid')} title={`${t('layout.grid')} (V)`} onClick={() => refine({ table: false })}><Icon name="grid" /></button>
      <button type="button" class="button" aria-pressed={table} aria-label={t('layout.table')} title={`${t('layout.table')} (V)`} onClick={() => refine({ table: true })}><Icon name="table" /></button>
    </div>
  );
}

export const sortText = (sort: SortOrder, reverse: boolean): string => t(`sort.${sort}.${reverse ? 'reverse' : 'plain'}` as TextKey);

export function sortItems(): (MenuItem | null)[] {
  const now = filter.value;
  return (['created', 'name', 'size', 'images'] as const).flatMap(sort => [false, true].map(reverse => ({
    text: sortText(sort, reverse), isChosen: now.sort === sort && now.reverse === reverse, act: () => refine({ sort, reverse }),
  })));
}

interface ChipProperties {
  text: string;
  label: string;
  isOn: boolean;
  mark?: string;
  clear: () => void;
  children: (close: () => void) => ComponentChildren;
}

function Chip({ text, label, isOn, mark, clear, children }: ChipProperties) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <span class={`chip-slot ${isOn ? 'is-on' : ''}`}>
      <button ref={button} type="button" class={`chip ${isOn ? 'is-on' : ''}`} aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {mark && <span class="mark" data-mark={mark} />}{isOn && <span class="sr">{label}: </span>}<bdi>{text}</bdi>{!isOn && <Icon name="down" />}
      </button>
      {isOn && <button type="button" class="chip-clear" aria-label={t('filter.take_off', { name: label })} title={t('filter.take_off', { name: label })} onClick={() => {
        clear();
        button.current?.focus();
      }}><Icon name="close" /></button>}
      {isOpen && button.current && <Popover anchor={button.current} label={label} role="dialog" class="filter-panel" close={close}>{children(() => {
        button.current?.focus();
        close();
      })}</Popover>}
    </span>
  );
}

/** A list to choose from, with a search where it is long. */
function Choices({ known, chosen, isMany, choose }: { known: readonly FacetValue[]; chosen: readonly string[]; isMany?: boolean; choose: (value: string) => void }) {
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLocaleLowerCase();
  const open = known.filter(one => one.value !== '' && one.value.toLocaleLowerCase().includes(wanted));
  const shown = [...chosen.filter(value => !open.some(one => one.value === value)).map(value => ({ value, count: 0 })), ...open].slice(0, 100);
  return (
    <>
      {known.length > 8 && <input class="input" type="search" data-first aria-label={t('filter.search_in')} placeholder={t('filter.search_in')} value={typed} onInput={event => setTyped(event.currentTarget.value)} />}
      {shown.length === 0 && <p class="mute panel-note">{t('filter.nothing')}</p>}
      <div class="choices" role={isMany ? 'group' : 'menu'} aria-label={t('filter.choices')}>
        {shown.map(one => (
          <button key={one.value} type="button" class="menu-item" role={isMany ? 'checkbox' : 'menuitemradio'} aria-checked={chosen.includes(one.value)} onClick={() => choose(one.value)}
            onKeyDown={event => {
              const to = event.key === 'ArrowDown' ? event.currentTarget.nextElementSibling : event.key === 'ArrowUp' ? event.currentTarget.previousElementSibling : null;
              if (!isMany || !(to instanceof HTMLElement)) return;
              event.preventDefault();
              to.focus();
            }}>
            <span class="menu-tick">{chosen.includes(one.value) && <Icon name="check" />}</span><span><bdi>{cut(one.value, 60)}</bdi></span><span class="number mute">{number(one.count)}</span>
          </button>
        ))}
      </div>
    </>
  );
}

function Colors({ close }: { close: () => void }) {
  const now = filter.value;
  const counts = new Map(facets.value?.colors.map(one => [one.value, one.count]));
  return (
    <div role="menu" aria-label={t('filter.color')}>
      {marks.map(color => (
        <button key={color} type="button" class="menu-item" role="menuitemradio" aria-checked={now.color === color} onClick={() => {
          refine({ color: now.color === color ? '' : color });
          close();
        }}>
          <span class="mark" data-mark={color} /><span>{colorName(color)}</span><span class="number mute">{number(counts.get(color) ?? 0)}</span>
        </button>
      ))}
    </div>
  );
}

function Where({ close }: { close: () => void }) {
  const now = filter.value;
  return (
    <div role="menu" aria-label={t('filter.where')}>
      {(['here', 'cloud', 'waiting'] as const).map(where => (
        <button key={where} type="button" class="menu-item" role="menuitemradio" aria-checked={now.where === where} onClick={() => {
          refine({ where: now.where === where ? '' : where });
          close();
        }}>
          <Icon name={where === 'here' ? 'device' : where === 'cloud' ? 'cloud' : 'waiting'} /><span>{t(`filter.where.${where}` as TextKey)}</span>
        </button>
      ))}
    </div>
  );
}

function monthRange(month: string): { since: string; until: string } {
  const first = parseDay(`${month}-01`);
  return { since: localDay(first), until: localDay(new Date(first.getFullYear(), first.getMonth() + 1, 0)) };
}

/** A range as people would say it: a month or a year by its name. */
function dateText(since: string, until: string): string | null {
  if (since === '' && until === '') return null;
  if (since !== '' && until !== '') {
    const month = monthRange(since.slice(0, 7));
    if (month.since === since && month.until === until) return monthHeading(since.slice(0, 7));
    if (since.endsWith('-01-01') && until === `${since.slice(0, 4)}-12-31`) return since.slice(0, 4);
    return since === until ? since : `${since} – ${until}`;
  }
  return since !== '' ? t('filter.since', { day: since }) : t('filter.until', { day: until });
}

function Dates({ close }: { close: () => void }) {
  const now = filter.value;
  const today = new Date();
  const ago = (days: number): string => localDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() - days));
  const set = (since: string, until: string): void => {
    refine({ since, until });
    close();
  };
  const months = facets.value?.months ?? [];
  return (
    <>
      <div class="date-quick">
        <button type="button" class="button is-small" onClick={() => set(ago(0), ago(0))}>{t('time.today')}</button>
        <button type="button" class="button is-small" onClick={() => set(ago(6), ago(0))}>{t('filter.week')}</button>
        <button type="button" class="button is-small" onClick={() => set(ago(29), ago(0))}>{t('filter.month')}</button>
      </div>
      <div class="date-range">
        <label>{t('filter.from')}<input class="input" type="date" value={now.since} max={now.until || undefined} onChange={event => refine({ since: event.currentTarget.value })} /></label>
        <label>{t('filter.to')}<input class="input" type="date" value={now.until} min={now.since || undefined} onChange={event => refine({ until: event.currentTarget.value })} /></label>
      </div>
      <div class="choices" role="menu" aria-label={t('filter.months')}>
        {months.slice(0, 240).map(({ value, count }) => {
          const range = monthRange(value);
          const isOn = now.since === range.since && now.until === range.until;
          return (
            <button key={value} type="button" class="menu-item" role="menuitemradio" aria-checked={isOn} onClick={() => (isOn ? set('', '') : set(range.since, range.until))}>
              <span class="menu-tick">{isOn && <Icon name="check" />}</span><span>{monthHeading(value)}</span><span class="number mute">{number(count)}</span>
            </button>
          );
        })}
      </div>
    </>
  );
}
