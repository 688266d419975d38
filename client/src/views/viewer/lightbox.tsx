import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { address } from '../../api/client';
import type { Shot } from '../../api/types';
import { means } from '../../keys';
import { save } from '../../state/actions';
import { t } from '../../text';
import { bytes, fullMoment, percent } from '../../text/format';
import { Icon } from '../../ui/icon';
import { copyShot } from './copy';
import { usePanning } from './panning';
import { fit, zoomAt, zoomStep, type View } from './plane';
import { shotName } from './viewer';

interface Properties {
  shots: readonly Shot[];
  at: number;
  go: (at: number) => void;
  close: () => void;
}

/** One shot, as large as the window: dark in both themes, so that pictures look the same. */
export function Lightbox({ shots, at, go, close }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLImageElement>(null);
  const view = useSignal<View>({ x: 0, y: 0, zoom: 1 });
  const isBad = useSignal(false);
  const shot = shots[at] as Shot;
  const name = shotName(shot, at);

  useLayoutEffect(() => {
    dialog.current?.showModal();
    return () => dialog.current?.close();
  }, []);

  const fitIt = (): void => {
    const element = stage.current;
    if (element) view.value = fit({ x: 0, y: 0, width: shot.width, height: shot.height }, { width: element.clientWidth, height: element.clientHeight, top: 8, bottom: 8, side: element.clientWidth > 720 ? 72 : 8 });
  };
  useLayoutEffect(() => {
    fitIt();
    isBad.value = false;
  }, [shot.file]);
  useEffect(() => {
    addEventListener('resize', fitIt);
    return () => removeEventListener('resize', fitIt);
  }, [shot.file]);
  useLayoutEffect(() => {
    const style = picture.current?.style;
    const { x, y, zoom } = view.value;
    if (!style) return;
    style.transform = `translate(${-x * zoom}px, ${-y * zoom}px)`;
    style.width = `${shot.width * zoom}px`;
    style.height = `${shot.height * zoom}px`;
  }, [view.value, shot, isBad.value]);
  usePanning(stage, view, () => undefined);

  const zoomTo = (zoom: number): void => {
    const element = stage.current;
    if (element) view.value = zoomAt(view.value, zoom, element.clientWidth / 2, element.clientHeight / 2);
  };
  const step = (way: number): void => go((at + way + shots.length) % shots.length);
  const saveIt = (): void => save(address(shot.url, { download: 'true' }), fileName(shot));

  return (
    <dialog ref={dialog} class="lightbox" aria-label={t('lightbox.label', { name, n: at + 1, of: shots.length })}
      onCancel={event => {
        event.preventDefault();
        close();
      }}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Escape' || means(event, 'shut')) close();
        else if (means(event, 'next')) step(1);
        else if (means(event, 'previous')) step(-1);
        else if (event.key === '+' || event.key === '=') zoomTo(zoomStep(view.value.zoom, true));
        else if (event.key === '-') zoomTo(zoomStep(view.value.zoom, false));
        else if (event.key === '0') fitIt();
        else if (event.key === '1') zoomTo(1);
        else if (means(event, 'save')) saveIt();
        else if (means(event, 'copy')) void copyShot(shot);
        else return;
        event.preventDefault();
      }}>
      <header>
        <button type="button" class="button is-plain is-icon" aria-label={t('lightbox.close')} title={`${t('lightbox.close')} (Esc)`} onClick={close}><Icon name="close" /></button>
        <div><h2 title={name}><bdi>{name}</bdi></h2>
          <p title={shot.captured === null ? undefined : fullMoment(shot.captured)}>{t('lightbox.of', { n: at + 1, of: shots.length })} · {shot.width} × {shot.height} · {bytes(shot.size)}</p></div>
        <button type="button" class="button is-plain is-icon only-wide" aria-label={t('key.zoom_out')} title={`${t('key.zoom_out')} (-)`} onClick={() => zoomTo(zoomStep(view.value.zoom, false))}><Icon name="minus" /></button>
        <button type="button" class="button is-plain value" title={`${t('key.whole')} (1)`} aria-label={t('viewer.whole', { zoom: percent(view.value.zoom) })} onClick={() => zoomTo(1)}>{percent(view.value.zoom)}</button>
        <button type="button" class="button is-plain is-icon only-wide" aria-label={t('key.zoom_in')} title={`${t('key.zoom_in')} (+)`} onClick={() => zoomTo(zoomStep(view.value.zoom, true))}><Icon name="plus" /></button>
        <button type="button" class="button is-plain is-icon" aria-label={t('key.fit')} title={`${t('key.fit')} (0)`} onClick={fitIt}><Icon name="fit" /></button>
        <button type="button" class="button is-plain is-icon" aria-label={t('key.copy')} title={`${t('key.copy')} (Ctrl C)`} onClick={() => void copyShot(shot)}><Icon name="copy" /></button>
        <button type="button" class="button is-plain is-icon" aria-label={t('key.save')} title={`${t('key.save')} (Ctrl S)`} onClick={saveIt}><Icon name="download" /></button>
      </header>
      <div class="stage" ref={stage}>
        {isBad.value
          ? <p class="stage-bad"><Icon name="damage" />{t('viewer.no_picture')}</p>
          : <img key={shot.file} ref={picture} src={shot.url} alt={name} draggable={false} onError={() => { isBad.value = true; }} />}
        {shots.length > 1 && <button type="button" class="button is-icon step-button prev" aria-label={t('key.previous')} title={`${t('key.previous')} (←)`} onClick={() => step(-1)}><Icon name="left" /></button>}
        {shots.length > 1 && <button type="button" class="button is-icon step-button next" aria-label={t('key.next')} title={`${t('key.next')} (→)`} onClick={() => step(1)}><Icon name="right" /></button>}
      </div>
      {shots.length > 1 && (
        <nav class="strip" aria-label={t('lightbox.strip')}>
          {shots.map((one, i) => <StripItem key={i} shot={one} index={i} isCurrent={i === at} go={go} />)}
        </nav>
      )}
    </dialog>
  );
}

function StripItem({ shot, index, isCurrent, go }: { shot: Shot; index: number; isCurrent: boolean; go: (at: number) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isCurrent) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isCurrent]);
  return (
    <button ref={button} type="button" aria-current={isCurrent ? 'true' : undefined} aria-label={shotName(shot, index)} title={shotName(shot, index)} onClick={() => go(index)}>
      <img src={shot.url} alt="" loading="lazy" decoding="async" draggable={false} />
    </button>
  );
}

const fileName = (shot: Shot): string => shot.file.split('/').at(-1) ?? shot.file;
