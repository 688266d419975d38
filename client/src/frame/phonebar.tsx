import { filter, filterPath, emptyFilter, refine } from '../state/filter';
import { failedCount, healthFindings, running } from '../state/live';
import { follow, go, route } from '../state/router';
import { t } from '../text';
import { number } from '../text/format';
import { Icon } from '../ui/icon';
import { MenuButton, type MenuItem } from '../ui/menu';
import { sortItems } from '../views/manager/filterbar';
import { drawerOpen } from './drawer';
import { sheetOpen } from './sheet';
import { newItems } from './topbar';

/** The rail of narrow screens. */
export function PhoneBar() {
  const view = route.value.view;
  const count = running.value.length;
  const failed = failedCount.value;
  return (
    <nav class="phonebar" aria-label={t('rail.main')}>
      <a href={filterPath({ ...emptyFilter, table: filter.value.table })} onClick={follow} aria-current={view === 'sessions' ? 'page' : undefined}><Icon name="sessions" />{t('phone.sessions')}</a>
      <button type="button" aria-haspopup="dialog" aria-expanded={drawerOpen.value} onClick={() => { drawerOpen.value = !drawerOpen.value; }}><Icon name="activity" />{t('phone.activity')}{count + failed > 0 && <span class={`badge ${count === 0 ? 'is-bad' : ''}`}>{number(count > 0 ? count : failed)}</span>}</button>
      <MenuButton class="new" label={t('new.label')} items={newItems}><Icon name="plus" /></MenuButton>
      <a href="/health" onClick={follow} aria-current={view === 'health' ? 'page' : undefined}><Icon name="health" />{t('phone.health')}{healthFindings.value > 0 && <span class="badge is-bad">{number(healthFindings.value)}</span>}</a>
      <MenuButton class="more" label={t('phone.more')} items={moreItems}><Icon name="menu" />{t('phone.more')}</MenuButton>
    </nav>
  );
}

function moreItems(): (MenuItem | null)[] {
  const now = filter.value;
  const isList = route.value.view === 'sessions' || route.value.view === 'trash';
  return [
    { text: t('view.trash'), icon: 'trash', act: () => go(filterPath({ ...emptyFilter, trash: true, table: now.table })) },
    { text: t('view.settings'), icon: 'settings', act: () => go('/settings') },
    { text: t('view.keyboard'), icon: 'keyboard', act: () => { sheetOpen.value = true; } },
    ...(isList ? [
      null,
      { text: now.table ? t('layout.grid') : t('layout.table'), icon: now.table ? 'grid' as const : 'table' as const, act: () => refine({ table: !now.table }) },
      null,
      ...sortItems(),
    ] : []),
  ];
}
