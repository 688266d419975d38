import { useEffect } from 'preact/hooks';
import { Banner } from './frame/banner';
import { Drawer } from './frame/drawer';
import { PhoneBar } from './frame/phonebar';
import { Rail } from './frame/rail';
import { SaveDialog } from './frame/save-dialog';
import { Sheet } from './frame/sheet';
import { ToastBox } from './frame/toast';
import { PageBar, TopBar } from './frame/topbar';
import { filter } from './state/filter';
import { isDropping } from './state/intake';
import { failedCount, running } from './state/live';
import { go, route } from './state/router';
import { pickedCount } from './state/selection';
import { t, type TextKey } from './text';
import { Icon } from './ui/icon';
import { Health } from './views/health/health';
import { Manager } from './views/manager/manager';
import { SettingsView } from './views/settings/settings';
import { Setup } from './views/setup/setup';
import { Viewer } from './views/viewer/viewer';

/** The page: the frame around one view, and what lies over both. */
export function App() {
  const { view, id } = route.value;
  useTitle();
  return (
    <>
      {view === 'session' && id !== null ? <Viewer key={id} id={id} /> : <Framed />}
      <SaveDialog />
      <Sheet />
      {isDropping.value && <div class="drop-target" aria-hidden="true"><div class="drop-frame"><Icon name="drop" /><b>{t('intake.drop')}</b></div></div>}
    </>
  );
}

function Framed() {
  const view = route.value.view;
  const isList = view === 'sessions' || view === 'trash';
  return (
    <>
      <a class="skip" href="#content" onClick={event => {
        event.preventDefault();
        document.querySelector<HTMLElement>('#content')?.focus();
      }}>{t('frame.skip')}</a>
      <div class={`app ${isList && pickedCount.value > 0 ? 'is-picking' : ''}`}>
        <Rail />
        <main class="main">
          {isList ? <TopBar /> : <PageBar title={t(`view.${view}` as TextKey)} />}
          <Banner />
          {isList && <Manager key={view} />}
          {view === 'health' && <Health />}
          {view === 'settings' && <SettingsView />}
          {view === 'setup' && <Setup />}
          {view === 'missing' && <Missing />}
          <ToastBox />
          <Drawer />
        </main>
        <PhoneBar />
      </div>
    </>
  );
}

function Missing() {
  return (
    <div class="content" id="content" tabIndex={-1}><div class="nothing"><Icon name="search" /><h2>{t('missing.title')}</h2><p class="mute">{t('missing.text')}</p>
      <button type="button" class="button" onClick={() => go('/')}>{t('missing.back')}</button></div></div>
  );
}

/** The title says the view, what it is narrowed to, and what runs. The viewer sets its own. */
function useTitle(): void {
  const { view } = route.value;
  const { query } = filter.value;
  const count = running.value.length;
  const failed = failedCount.value;
  useEffect(() => {
    if (view === 'session') return;
    const name = t(`view.${view}` as TextKey);
    const what = query !== '' && (view === 'sessions' || view === 'trash') ? `“${query.slice(0, 60)}” · ${name}` : name;
    document.title = `${count > 0 ? '⋯ ' : failed > 0 ? '! ' : ''}${what} · Fastshot`;
  });
}
