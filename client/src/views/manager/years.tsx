import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { t } from '../../text';
import { monthHeading, monthShort } from '../../text/format';
import { groupAt, spotOf, yearMarks, type Layout, type YearMark } from './layout';

/** The years at the edge: one glance, one jump; the month of the screen goes along. */
export function Years({ layout, scroller, top }: { layout: Layout; scroller: HTMLElement; top: number }) {
  const track = useRef<HTMLElement>(null);
  const height = useSignal(0);
  const room = height.value;
  const marks = useMemo(() => yearMarks(layout, room), [layout, room]);

  useLayoutEffect(() => {
    if (!track.current) return undefined;
    const observer = new ResizeObserver(([entry]) => { height.value = entry?.contentRect.height ?? 0; });
    observer.observe(track.current);
    return () => observer.disconnect();
  }, []);

  const jump = (index: number): void => { scroller.scrollTop = spotOf(layout, index).top - layout.metrics.headHeight; };
  const drag = (event: PointerEvent): void => {
    const box = track.current?.getBoundingClientRect();
    if (box) scroller.scrollTop = Math.max(0, Math.min(1, (event.clientY - box.top) / box.height)) * layout.height - 1;
  };

  // The same elements while nothing of them changes: a scroll must not compare a hundred marks.
  const edges = useMemo(() => marks.map(mark => <Edge key={mark.label} mark={mark} jump={jump} />), [marks]);
  const month = layout.groups[groupAt(layout, top + 1)]?.day?.slice(0, 7);
  const isUseful = new Set(layout.groups.map(group => group.day?.slice(0, 7))).size > 1 && layout.height > scroller.clientHeight * 2;
  return (
    <nav class={`years ${isUseful ? '' : 'is-idle'}`} ref={track} aria-label={t('list.years')} aria-hidden={!isUseful}
      onPointerDown={event => {
        if (!isUseful || event.button !== 0 || (event.target as HTMLElement).closest('button')) return;
        (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
        drag(event);
      }}
      onPointerMove={event => (event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId) && drag(event)}>
      {isUseful && edges}
      {isUseful && month && <Here month={month} share={(top + 1) / layout.height} />}
    </nav>
  );
}

function Edge({ mark, jump }: { mark: YearMark; jump: (index: number) => void }) {
  const place = usePlaceOf(mark.at);
  return mark.isYear
    ? <button ref={place} type="button" class="year" tabIndex={-1} onClick={() => jump(mark.first)}>{mark.label}</button>
    : <i ref={place} class="tick" aria-hidden="true" />;
}

function Here({ month, share }: { month: string; share: number }) {
  const place = usePlaceOf(Math.min(1, share));
  return <span ref={place} class="year-here" title={month.length === 7 ? monthHeading(month) : month}>{month.length === 7 ? monthShort(month) : month}</span>;
}

function usePlaceOf(share: number) {
  const element = useRef<HTMLElement & HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (element.current) element.current.style.top = `${share * 100}%`;
  }, [share]);
  return element;
}
