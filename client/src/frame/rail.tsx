import type { ComponentChildren } from 'preact';
import type { IconName } from '../icons';
import { emptyFilter, filter, filterPath, refine, type Filter } from '../state/filter';
import { facets, healthFindings, remote } from '../state/live';
import { follow, go, route } from '../state/router';
import { t } from '../text';
import { number } from '../text/format';
import { Icon, Logo } from '../ui/icon';
import { MenuButton, type MenuItem } from '../ui/menu';
import { colorName, cut, marks } from '../ui/parts';
import { sheetOpen } from './sheet';

/** The library at a glance, and the ways to everything. */
export function Rail() {
  const now = filter.value;
  const view = route.value.view;
  const all = facets.value;
  const inList = view === 'sessions';
  const plain = inList && now.where === '' && now.tags.length === 0 && now.class === '' && now.color === '';
  const to = (change: Partial<Filter>): string => filterPath({ ...emptyFilter, table: now.table, sort: now.sort, reverse: now.reverse, ...change });
  const waiting = all?.waiting ?? remote.value?.waiting ?? 0;
  return (
    <nav class="rail" aria-label={t('rail.label')}>
      <a class="brand" href={to({})} onClick={follow}><Logo /><span>Fastshot</span></a>
      <div class="rail-scroll">
        <ul>
          <Item icon="sessions" href={to({})} isCurrent={plain} count={all?.sessions}>{t('view.sessions')}</Item>
          <Item icon="device" href={to({ where: 'here' })} isCurrent={inList && now.where === 'here'} count={all?.here}>{t('filter.where.here')}</Item>
          <Item icon="cloud" href={to({ where: 'cloud' })} isCurrent={inList && now.where === 'cloud'} count={all?.cloud}>{t('filter.where.cloud')}</Item>
          <Item icon="waiting" href={to({ where: 'waiting' })} isCurrent={inList && now.where === 'waiting'} count={waiting} isWarn={waiting > 0}>{t('filter.where.waiting')}</Item>
          <Item icon="trash" href={to({ trash: true })} isCurrent={view === 'trash'} count={all?.trash}>{t('view.trash')}</Item>
        </ul>
        {all !== null && all.tags.length > 0 && (
          <>
            <Heading text={t('rail.tags')} count={all.tags.length} items={() => all.tags.slice(0, 200).map(one => ({ text: one.value, icon: 'tag', act: () => go(to({ tags: [one.value] })) }))} />
            <ul>{all.tags.slice(0, 6).map(one => (
              <Item key={one.value} icon="tag" href={to({ tags: [one.value] })} isCurrent={inList && now.tags.length === 1 && now.tags[0] === one.value} count={one.count}><bdi>{cut(one.value, 60)}</bdi></Item>
            ))}</ul>
          </>
        )}
        {all !== null && all.sessions > 0 && (
          <>
            <h2>{t('rail.colors')}</h2>
            <div class="swatches" role="group" aria-label={t('rail.by_color')}>
              {marks.map(color => {
                const count = all.colors.find(one => one.value === color)?.count ?? 0;
                const label = t('rail.color', { color: colorName(color), n: count });
                return (
                  <button key={color} type="button" class="swatch" data-mark={color} aria-pressed={inList && now.color === color} title={label}
                    onClick={() => (inList ? refine({ color: now.color === color ? '' : color }) : go(to({ color })))}><span class="sr">{label}</span></button>
                );
              })}
            </div>
          </>
        )}
        {all !== null && all.classes.length > 0 && (
          <>
            <Heading text={t('rail.classes')} count={all.classes.length} items={() => all.classes.slice(0, 200).map(one => ({ text: one.value, icon: 'class', act: () => go(to({ class: one.value })) }))} />
            <ul>{all.classes.slice(0, 5).map(one => (
              <Item key={one.value} icon="class" href={to({ class: one.value })} isCurrent={inList && now.class === one.value} count={one.count}><bdi>{cut(one.value, 60)}</bdi></Item>
            ))}</ul>
          </>
        )}
      </div>
      <div class="rail-foot">
        <ul>
          <Item icon="health" href="/health" isCurrent={view === 'health'} count={healthFindings.value > 0 ? healthFindings.value : undefined} isWarn countName={t('rail.findings')}>{t('view.health')}</Item>
          <Item icon="settings" href="/settings" isCurrent={view === 'settings'}>{t('view.settings')}</Item>
          <li><button type="button" class="rail-item" onClick={() => { sheetOpen.value = true; }}><Icon name="keyboard" /><span>{t('view.keyboard')}</span><kbd>?</kbd></button></li>
        </ul>
      </div>
    </nav>
  );
}

function Heading({ text, count, items }: { text: string; count: number; items: () => MenuItem[] }) {
  return <h2>{text} <MenuButton class="rail-count" label={t('rail.all_of', { name: text, n: count })} items={items}>{number(count)}</MenuButton></h2>;
}

interface ItemProperties {
  icon: IconName;
  href: string;
  isCurrent: boolean;
  count?: number | undefined;
  countName?: string;
  isWarn?: boolean;
  children: ComponentChildren;
}

function Item({ icon, href, isCurrent, count, countName, isWarn, children }: ItemProperties) {
  return (
    <li><a class="rail-item" href={href} onClick={follow} aria-current={isCurrent ? 'page' : undefined}>
      <Icon name={icon} /><span>{children}</span>
      {count !== undefined && <span class={`count ${isWarn ? 'is-warn' : ''}`}>{countName && <span class="sr">{countName} </span>}{number(count)}</span>}
    </a></li>
  );
}
