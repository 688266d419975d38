import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { groupsOf, look, sessionAt, type Found } from '../../state/list';
import { place } from '../../state/router';
import { cursor, isPicked, selection } from '../../state/selection';
import { currentLanguage, t } from '../../text';
import { dayHeading, number } from '../../text/format';
import { minute } from '../../state/clock';
import { Card, type CardActions } from './card';
import { cardsBetween, groupAt, layOut, metricsFor, neighbor, spotOf, type Group, type Layout, type Metrics } from './layout';
import { focusAsked, focusCursor, moving } from './moves';
import { watchScrolling } from './scrolling';
import { Years } from './years';

interface Properties {
  list: Found;
  scroller: HTMLElement;
  actions: CardActions;
}

const none: Metrics = { columns: 1, cardWidth: 240, cardHeight: 220, gapX: 20, gapY: 20, headHeight: 48 };

/** All sessions as cards, of which only those on the screen are in the document. */
export function Grid({ list, scroller, actions }: Properties) {
  const metrics = useSignal<Metrics | null>(null);
  const view = useSignal({ top: scroller.scrollTop, height: scroller.clientHeight, isFast: false });
  const probe = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);

  // The sizes come from a card and a heading that nobody sees, so that the style sheet alone decides them.
  useLayoutEffect(() => {
    const measure = (): void => {
      const [hidden, host] = [probe.current, body.current];
      if (!hidden || !host) return;
      const [least, card, head] = [hidden.children[0], hidden.children[1], hidden.children[2]] as HTMLElement[];
      if (!least || !card || !head) return;
      const style = getComputedStyle(hidden);
      const isPhone = matchMedia('(max-width: 720px)').matches;
      const sizes = metricsFor(host.clientWidth, least.offsetWidth, parseFloat(style.columnGap), parseFloat(style.rowGap), isPhone ? 2 : 0);
      card.style.width = `${sizes.cardWidth}px`;
      metrics.value = { ...sizes, cardHeight: Math.ceil(card.offsetHeight), headHeight: Math.ceil(head.offsetHeight) };
      view.value = { ...view.value, top: scroller.scrollTop, height: scroller.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [scroller]);

  const sizes = metrics.value;
  const layout = useMemo(() => layOut(list.days && groupsOf(list.days), list.total, sizes ?? none), [list.days, list.total, sizes]);
  const latest = useRef(layout);
  latest.current = layout;

  useLayoutEffect(() => {
    if (body.current) body.current.style.height = `${layout.height}px`;
  }, [layout.height]);

  useLayoutEffect(() => watchScrolling(scroller, view, top => inView(latest.current, top)), [scroller]);
  usePlace(scroller, list.key, sizes !== null);
  useFocus(scroller, body, latest, list.version);

  const languages = `${currentLanguage()} ${minute.value}`;
  const tick = useMemo(() => Math.random(), [languages]);
  const { top, height, isFast } = view.value;
  // What a person waits for is drawn first; what is just outside of the window, a frame later.
  const roomy = useSignal('');
  useEffect(() => {
    const frame = requestAnimationFrame(() => setTimeout(() => { roomy.value = list.key; }));
    return () => cancelAnimationFrame(frame);
  }, [list.key]);
  const more = roomy.value === list.key ? height * 0.5 : 0;
  const sections = sizes === null ? [] : visibleSections(layout, top - more, top + height + more, cursor.value);
  const shownFirst = sections[0]?.cards[0] ?? 0;
  const shownLast = sections.at(-1)?.cards.at(-1) ?? 0;

  useLayoutEffect(() => {
    if (sizes !== null && !isFast) look(inView(layout, top), inView(layout, top + height) + (layout.metrics.columns * 2));
  }, [list.key, list.pages, shownFirst, shownLast, isFast, sizes]);

  void selection.value; // Drawn again when it changes.
  return (
    <>
      <div class="cards-body" ref={body}>
        {sections.map(({ group, at, cards }) => (
          <Section key={group.day ?? 'all'} group={group}>
            {group.day !== null && <h2 class="day">{dayHeading(group.day)} <span>{t('list.of_day', { n: group.count })}</span></h2>}
            <ul class="cards" aria-label={group.day === null ? t('list.all') : dayHeading(group.day)}>
              {cards.map(index => {
                const session = sessionAt(list, index);
                const spot = spotOf(layout, index);
                return (
                  <Card key={index} session={session} index={index} total={list.total} left={spot.left} top={spot.top - (layout.groups[at]?.top ?? 0)}
                    width={layout.metrics.cardWidth} height={layout.metrics.cardHeight} isPicked={session !== null && isPicked(session)}
                    isCursor={index === cursor.value} isBare={isFast} tick={tick} actions={actions} />
                );
              })}
            </ul>
          </Section>
        ))}
      </div>
      <div class="cards-probe" ref={probe} aria-hidden="true">
        <div class="probe-width" />
        <div class="card"><div class="card-preview" /><div class="card-text">
          <p class="card-name"><span>{number(0)}</span></p><p class="tags"><span>#</span></p><p class="card-meta"><span>{number(0)}</span></p>
        </div></div>
        <p class="day">0</p>
      </div>
      {list.days !== null && sizes !== null && <Years layout={layout} scroller={scroller} top={view.value.top} />}
    </>
  );
}

function Section({ group, children }: { group: Group; children: preact.ComponentChildren }) {
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const style = section.current?.style;
    if (!style) return;
    style.transform = `translateY(${group.top}px)`;
    style.height = `${group.height}px`;
  }, [group.top, group.height]);
  return <section ref={section} class="day-group">{children}</section>;
}

interface VisibleSection {
  group: Group;
  at: number;
  cards: number[];
}

/** The groups and cards between two heights; and the one under the cursor, which must not leave the document while it has the focus. */
function visibleSections(layout: Layout, top: number, bottom: number, kept: number): VisibleSection[] {
  const sections: VisibleSection[] = [];
  for (let at = groupAt(layout, Math.max(0, top)); at < layout.groups.length; at++) {
    const group = layout.groups[at];
    if (!group || group.top > bottom) break;
    const [first, last] = cardsBetween(layout, group, top, bottom);
    const cards: number[] = [];
    for (let index = first; index <= last; index++) cards.push(index);
    sections.push({ group, at, cards });
  }
  const total = (layout.groups.at(-1)?.first ?? 0) + (layout.groups.at(-1)?.count ?? 0);
  if (kept < total) {
    const { group: at } = spotOf(layout, kept);
    const group = layout.groups[at];
    const section = sections.find(one => one.at === at);
    if (section && !section.cards.includes(kept)) {
      section.cards.push(kept);
      section.cards.sort((a, b) => a - b);
    } else if (!section && group) {
      sections.push({ group, at, cards: [kept] });
      sections.sort((a, b) => a.at - b.at);
    }
  }
  return sections;
}

/** The first card at a height. */
function inView(layout: Layout, top: number): number {
  const group = layout.groups[groupAt(layout, Math.max(0, top))];
  return group ? Math.min(group.first + group.count - 1, cardsBetween(layout, group, top, top)[0]) : 0;
}

/** A new filter begins at its top; one that a person comes back to, where it was left. */
function usePlace(scroller: HTMLElement, key: string, isReady: boolean): void {
  const seen = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!isReady || seen.current === key) return;
    const kept = place();
    scroller.scrollTop = kept.scroll ?? 0;
    cursor.value = kept.scroll ? (kept.focus ?? 0) : 0;
    seen.current = key;
  }, [scroller, key, isReady]);
}

function useFocus(scroller: HTMLElement, body: { current: HTMLDivElement | null }, latest: { current: Layout }, version: number): void {
  useSignalEffect(() => {
    moving.value = {
      neighbor: (index, down) => neighbor(latest.current, index, down),
      page: () => latest.current.metrics.columns * Math.max(1, Math.floor(scroller.clientHeight / (latest.current.metrics.cardHeight + latest.current.metrics.gapY))),
      reveal: index => {
        const { top } = spotOf(latest.current, index);
        const head = latest.current.metrics.headHeight;
        const bottom = top + latest.current.metrics.cardHeight;
        if (top - head < scroller.scrollTop) scroller.scrollTop = top - head;
        else if (bottom + 16 > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom + 16 - scroller.clientHeight;
      },
    };
  });
  useLayoutEffect(() => focusCursor(body.current), [cursor.value, focusAsked.value, version]);
}
