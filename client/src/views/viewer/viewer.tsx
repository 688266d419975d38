import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { ApiError } from '../../api/client';
import type { SessionDetail, Shot } from '../../api/types';
import { Banner } from '../../frame/banner';
import { Drawer, drawerOpen } from '../../frame/drawer';
import { ToastBox } from '../../frame/toast';
import { remoteState } from '../../frame/topbar';
import { isTyping, means } from '../../keys';
import { detail, download, restore, trash } from '../../state/actions';
import { libraryRevision } from '../../state/list';
import { connection, onOperation, operations } from '../../state/live';
import { back, route } from '../../state/router';
import { wordsFor } from '../../state/toasts';
import { t } from '../../text';
import { moment, percent } from '../../text/format';
import { Icon } from '../../ui/icon';
import { MenuButton, type MenuItem } from '../../ui/menu';
import { cut, Mark, Tags } from '../../ui/parts';
import { exportItems } from '../manager/bulk';
import { WhereSign } from '../manager/card';
import { EditPanel } from '../manager/edit';
import { copyBoard, copyShot } from './copy';
import { Lightbox } from './lightbox';
import { around, boxOf, fit, inOrder, zoomAt, zoomStep, type View } from './plane';
import { usePanning } from './panning';

/** One session: its shots where they were. */
export function Viewer({ id }: { id: string }) {
  const session = useSignal<SessionDetail | null>(null);
  const failure = useSignal<ApiError | null>(null);
  const version = useSignal(0);

  useEffect(() => {
    const controller = new AbortController();
    detail(id, controller.signal).then(answer => {
      session.value = answer;
      failure.value = null;
    }, error => {
      if (!controller.signal.aborted && error instanceof ApiError) failure.value = error;
    });
    return () => controller.abort();
  }, [id, version.value, libraryRevision.value]);

  // A download or an edit, here or in another window, changes what is to be seen.
  useEffect(() => onOperation(operation => {
    if (operation.state === 'completed' && (operation.kind === 'download' || operation.kind === 'repair' || operation.kind === 'sync')) version.value++;
  }), []);

  const name = session.value === null ? '' : cut(session.value.name) || t('session.unnamed');
  useEffect(() => { document.title = `${name === '' ? t('view.session') : name} · Fastshot`; }, [name]);

  return (
    <main class="board" aria-label={name || t('view.session')}>
      <Board session={session.value} failure={failure.value} reload={() => { version.value++; }} />
      <div class="board-banner"><Banner /></div>
      <ToastBox />
      <Drawer />
    </main>
  );
}

function Board({ session, failure, reload }: { session: SessionDetail | null; failure: ApiError | null; reload: () => void }) {
  const plane = useRef<HTMLDivElement>(null);
  const view = useSignal<View>({ x: 0, y: 0, zoom: 1 });
  const showsHidden = useSignal(false);
  const large = useSignal<number | null>(null);
  const editing = useSignal<HTMLElement | null>(null);
  const shots = useMemo(() => inOrder(session?.shots ?? []), [session?.shots]);
  const shown = shots.filter(shot => showsHidden.value || !shot.hidden);
  const hidden = shots.filter(shot => shot.hidden).length;

  const fitAll = (): void => {
    const element = plane.current;
    if (element && shown.length > 0) {
      const isPhone = element.clientWidth <= 720;
      view.value = fit(around(shown.map(boxOf)), { width: element.clientWidth, height: element.clientHeight, top: 84, bottom: isPhone ? 84 : 76, side: isPhone ? 16 : 48 });
    }
  };
  const fitRef = useRef(fitAll);
  fitRef.current = fitAll;
  const isTouched = useSignal(false);
  useLayoutEffect(() => fitAll(), [shots]);
  // A window that grows or is turned shows all again, unless a person chose another view.
  useEffect(() => {
    const resized = (): void => {
      if (!isTouched.value) fitRef.current();
    };
    addEventListener('resize', resized);
    return () => removeEventListener('resize', resized);
  }, []);

  const zoomTo = (zoom: number): void => {
    const element = plane.current;
    if (!element) return;
    isTouched.value = true;
    view.value = zoomAt(view.value, zoom, element.clientWidth / 2, element.clientHeight / 2);
  };
  usePanning(plane, view, () => { isTouched.value = true; });

  const leave = (): void => back('/');
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTyping(event) || large.value !== null || document.querySelector('dialog[open]') !== null) return;
      const at = Number((document.activeElement as HTMLElement | null)?.dataset['shot'] ?? NaN);
      if (means(event, 'leave') && !drawerOpen.value) leave();
      else if (means(event, 'fit')) {
        isTouched.value = false;
        fitRef.current();
      } else if (means(event, 'whole')) zoomTo(1);
      else if (means(event, 'zoomIn') || event.key === '=') zoomTo(zoomStep(view.value.zoom, true));
      else if (means(event, 'zoomOut')) zoomTo(zoomStep(view.value.zoom, false));
      else if (means(event, 'hidden')) showsHidden.value = !showsHidden.value;
      else if (means(event, 'viewerEdit') && session) editing.value = document.querySelector<HTMLElement>('#edit-session');
      else if (means(event, 'viewerExport') && session) document.querySelector<HTMLElement>('.board-buttons .is-share')?.click();
      else if (means(event, 'viewerCopy') && String(getSelection()) === '') void (Number.isNaN(at) ? copyBoard(shots) : copyShot(shots[at] as Shot));
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [session, shots]);

  const asked = route.value.parameters.get('shot');
  useEffect(() => {
    const at = shots.findIndex(shot => shot.file === asked);
    if (at >= 0) large.value = at;
  }, [asked, shots]);

  return (
    <>
      <div class="plane" ref={plane} data-zoom={view.value.zoom}>
        {shown.map(shot => <ShotFigure key={shots.indexOf(shot)} shot={shot} index={shots.indexOf(shot)} view={view.value} open={index => { large.value = index; }} />)}
      </div>
      {session !== null && session.problem !== null && <Trouble session={session} />}
      {failure !== null && session === null && (
        <div class="board-note"><Icon name="alert" /><h2>{t('viewer.missing')}</h2><p class="soft">{wordsFor(failure)}</p>
          <div class="row"><button type="button" class="button" onClick={leave}>{t('viewer.back')}</button><button type="button" class="button" onClick={reload}>{t('banner.try')}</button></div></div>
      )}
      <Title session={session} leave={leave} edit={button => { editing.value = button; }} />
      {session !== null && <Buttons session={session} shots={shots} leave={leave} />}
      {shots.length > 0 && (
        <>
          <div class="float board-count">
            <span>{hidden > 0 ? t('viewer.count_hidden', { n: shots.length, hidden }) : t('session.shots', { n: shots.length })}</span>
            {hidden > 0 && <button type="button" class="button is-plain is-small" aria-pressed={showsHidden.value} onClick={() => { showsHidden.value = !showsHidden.value; }}><Icon name={showsHidden.value ? 'hide' : 'show'} />{showsHidden.value ? t('viewer.hide') : t('viewer.show')}</button>}
          </div>
          <div class="float zoomer" role="group" aria-label={t('viewer.zoom')}>
            <button type="button" class="button is-plain is-icon" aria-label={t('key.zoom_out')} title={`${t('key.zoom_out')} (-)`} onClick={() => zoomTo(zoomStep(view.value.zoom, false))}><Icon name="minus" /></button>
            <button type="button" class="button is-plain value" aria-label={t('viewer.whole', { zoom: percent(view.value.zoom) })} title={`${t('key.whole')} (1)`} onClick={() => zoomTo(1)}>{percent(view.value.zoom)}</button>
            <button type="button" class="button is-plain is-icon" aria-label={t('key.zoom_in')} title={`${t('key.zoom_in')} (+)`} onClick={() => zoomTo(zoomStep(view.value.zoom, true))}><Icon name="plus" /></button>
            <span class="rule" />
            <button type="button" class="button is-plain is-icon" aria-label={t('key.fit')} title={`${t('key.fit')} (0)`} onClick={() => {
              isTouched.value = false;
              fitAll();
            }}><Icon name="fit" /></button>
          </div>
        </>
      )}
      {editing.value !== null && session !== null && <EditPanel anchor={editing.value} session={session} close={() => {
        editing.value?.focus();
        editing.value = null;
        reload();
      }} />}
      {large.value !== null && shots[large.value] && <Lightbox shots={shots} at={large.value} go={at => { large.value = at; }} close={() => {
        const at = large.value;
        large.value = null;
        requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-shot="${at}"]`)?.focus());
      }} />}
    </>
  );
}

/** The name of a shot for people: its window's title, else its number. */
export const shotName = (shot: Shot, index: number): string => shot.title !== null && shot.title !== '' ? cut(shot.title, 160) : t('viewer.shot', { n: index + 1 });

function ShotFigure({ shot, index, view, open }: { shot: Shot; index: number; view: View; open: (index: number) => void }) {
  const figure = useRef<HTMLButtonElement>(null);
  const isBad = useSignal(false);
  const box = boxOf(shot);
  useLayoutEffect(() => {
    const style = figure.current?.style;
    if (!style) return;
    style.left = `${(box.x - view.x) * view.zoom}px`;
    style.top = `${(box.y - view.y) * view.zoom}px`;
    style.width = `${box.width * view.zoom}px`;
    style.height = `${box.height * view.zoom}px`;
    style.opacity = String(shot.hidden ? Math.min(0.5, shot.opacity) : Math.max(0.1, shot.opacity));
  }, [box.x, box.y, box.width, box.height, view, shot]);
  const name = shotName(shot, index);
  return (
    <button ref={figure} type="button" class={`shot ${shot.hidden ? 'is-hidden' : ''}`} data-shot={index} aria-label={`${name}, ${shot.width} × ${shot.height}`} title={name}
      onClick={event => {
        // The end of a drag is no click.
        if (event.currentTarget.closest('.plane')?.classList.contains('was-dragged')) return;
        open(index);
      }}>
      {isBad.value ? <span class="no-preview"><Icon name="damage" /><span>{t('viewer.no_picture')}</span></span> : <img src={shot.url} alt="" decoding="async" draggable={false} onError={() => { isBad.value = true; }} />}
    </button>
  );
}

/** Why there are no pictures, and what helps. */
function Trouble({ session }: { session: SessionDetail }) {
  const problem = session.problem;
  if (problem === null) return null;
  const isAway = problem.code === 'not_here';
  const active = operations.value.find(one => one.kind === 'download' && (one.state === 'running' || one.state === 'queued'));
  return (
    <div class="board-note" role="status">
      {session.preview !== null && <img class="board-preview" src={session.preview} alt="" />}
      <h2>{isAway ? t('viewer.not_here') : t('viewer.damaged')}</h2>
      <p class="soft">{isAway ? t('viewer.not_here_text') : problem.title}</p>
      {!isAway && problem.hint !== null && <p class="mute">{problem.hint}</p>}
      <div class="row">
        {(isAway || connection.value?.hasRemote) && <button type="button" class="button is-main" disabled={active !== undefined} onClick={() => void download([session])}><Icon name="download" />{active ? t('viewer.downloading') : t('action.download')}</button>}
        {!isAway && <a class="button" href="/health"><Icon name="health" />{t('view.health')}</a>}
      </div>
    </div>
  );
}

function Title({ session, leave, edit }: { session: SessionDetail | null; leave: () => void; edit: (button: HTMLElement) => void }) {
  const remote = remoteState();
  return (
    <header class="board-top">
      <div class="float board-title">
        <button type="button" class="button is-plain is-icon" aria-label={t('viewer.back')} title={`${t('viewer.back')} (Esc)`} onClick={leave}><Icon name="left" /></button>
        {session !== null && (
          <>
            <Mark color={session.color} />
            <div class="names"><h1 title={cut(session.name, 500)}><bdi>{cut(session.name) || t('session.unnamed')}</bdi></h1>
              <p><span>{moment(session.created)}</span>{session.class !== '' && <span>· <bdi>{cut(session.class, 40)}</bdi></span>}<WhereSign where={session.where} />{remote.isAway && <span class="only-wide">· {remote.text}</span>}</p></div>
            <div class="only-wide board-tags"><Tags tags={session.tags} most={4} /></div>
            {session.state === 'live' && <button id="edit-session" type="button" class="button is-plain is-icon is-small" aria-label={t('viewer.edit')} title={`${t('viewer.edit')} (F2)`} onClick={event => edit(event.currentTarget)}><Icon name="edit" /></button>}
          </>
        )}
      </div>
    </header>
  );
}

function Buttons({ session, shots, leave }: { session: SessionDetail; shots: readonly Shot[]; leave: () => void }) {
  const isTrash = session.state === 'trash';
  const items = (): (MenuItem | null)[] => [
    { text: t('viewer.copy_board'), icon: 'copy', key: 'Ctrl C', isDisabled: shots.length === 0, act: () => void copyBoard(shots) },
    { text: t('operations.title'), icon: 'activity', key: 'O', act: () => { drawerOpen.value = !drawerOpen.value; } },
    null,
    isTrash
      ? { text: t('action.restore'), icon: 'restore', act: () => void restore([session]).then(leave) }
      : { text: t('action.trash'), icon: 'trash', isBad: true, act: () => void trash([session]).then(leave) },
  ];
  return (
    <div class="board-buttons"><div class="float">
      <MenuButton class="button is-main is-share" label={t('action.export')} isLabelShown items={() => exportItems([session])}><Icon name="export" /><span>{t('action.export')}</span></MenuButton>
      <MenuButton class="button is-plain is-icon" label={t('common.more')} title={t('common.more')} items={items}><Icon name="more" /></MenuButton>
    </div></div>
  );
}
