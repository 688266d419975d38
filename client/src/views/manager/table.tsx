import { useSignal, useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Session, SortOrder } from '../../api/types';
import { filter, refine } from '../../state/filter';
import { look, sessionAt, type Found } from '../../state/list';
import { place } from '../../state/router';
import { clearSelection, cursor, isPicked, pickedCount, pickEverything, selection } from '../../state/selection';
import { t, type TextKey } from '../../text';
import { bytes, fullMoment, moment } from '../../text/format';
import { Icon } from '../../ui/icon';
import { cut, Mark, Tags } from '../../ui/parts';
import { Preview, WhereSign, type CardActions } from './card';
import { focusAsked, focusCursor, moving } from './moves';
import { watchScrolling } from './scrolling';

interface Column {
  name: string;
  text: TextKey;
  sort?: SortOrder;
  isEnd?: boolean;
}

const columns: readonly Column[] = [
  { name: 'name', text: 'table.name', sort: 'name' },
  { name: 'tags', text: 'table.tags' },
  { name: 'class', text: 'table.class' },
  { name: 'shots', text: 'table.shots', sort: 'images', isEnd: true },
  { name: 'size', text: 'table.size', sort: 'size', isEnd: true },
  { name: 'created', text: 'table.created', sort: 'created' },
  { name: 'where', text: 'table.where' },
];

/** The direction a sort has before it is reversed. */
const isDescending = (sort: SortOrder): boolean => sort !== 'name';

const headHeight = 36;

/** All sessions as rows of one height, of which only those on the screen are in the document. */
export function Table({ list, scroller, actions }: { list: Found; scroller: HTMLElement; actions: CardActions }) {
  const view = useSignal({ top: scroller.scrollTop, height: scroller.clientHeight, isFast: false });
  const rowHeight = useSignal(44);
  const body = useRef<HTMLTableSectionElement>(null);

  useLayoutEffect(() => {
    const measure = (): void => {
      rowHeight.value = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--size-row')) || 44;
      view.value = { ...view.value, top: scroller.scrollTop, height: scroller.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(scroller);
    const stop = watchScrolling(scroller, view, top => Math.floor(top / rowHeight.value));
    return () => {
      observer.disconnect();
      stop();
    };
  }, [scroller]);

  const seen = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (seen.current === list.key) return;
    const kept = place();
    scroller.scrollTop = kept.scroll ?? 0;
    cursor.value = kept.scroll ? (kept.focus ?? 0) : 0;
    seen.current = list.key;
  }, [scroller, list.key]);

  useSignalEffect(() => {
    const row = rowHeight.value;
    moving.value = {
      neighbor: (index, down) => index + (down ? 1 : -1),
      page: () => Math.max(1, Math.floor((scroller.clientHeight - headHeight) / row) - 1),
      reveal: index => {
        if (index * row < scroller.scrollTop) scroller.scrollTop = index * row;
        else if ((index + 1) * row + headHeight > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = (index + 1) * row + headHeight - scroller.clientHeight;
      },
    };
  });

  const { top, height, isFast } = view.value;
  const row = rowHeight.value;
  const first = Math.max(0, Math.min(list.total - 1, Math.floor(top / row)) - 8);
  const last = Math.min(list.total - 1, Math.ceil((top + height) / row) + 8);
  useLayoutEffect(() => {
    if (!isFast) look(first, last);
  }, [list.key, list.pages, first, last, isFast]);
  useLayoutEffect(() => focusCursor(body.current), [cursor.value, focusAsked.value, list.version]);

  const rows: number[] = [];
  for (let index = first; index <= last; index++) rows.push(index);
  // The row under the cursor stays in the document: it may have the focus.
  const outside = cursor.value < list.total && (cursor.value < first || cursor.value > last) ? cursor.value : null;
  const above = outside !== null && outside < first ? outside : null;
  const below = outside !== null && outside > last ? outside : null;
  void selection.value;

  return (
    <table class="sessions-table" aria-rowcount={list.total + 1}>
      <caption class="sr">{t('list.all')}</caption>
      <colgroup><col class="col-pick" /><col class="col-preview" />{columns.map(column => <col key={column.name} class={`col-${column.name}`} />)}<col class="col-menu" /></colgroup>
      <thead><Head list={list} /></thead>
      <tbody ref={body}>
        <Gap height={(above ?? first) * row} />
        {above !== null && <Row index={above} list={list} isBare={isFast} actions={actions} />}
        {above !== null && <Gap height={(first - above - 1) * row} />}
        {rows.map(index => <Row key={index} index={index} list={list} isBare={isFast} actions={actions} />)}
        <Gap height={((below ?? list.total) - last - 1) * row} />
        {below !== null && <Row index={below} list={list} isBare={isFast} actions={actions} />}
        {below !== null && <Gap height={(list.total - below - 1) * row} />}
      </tbody>
    </table>
  );
}

function Gap({ height }: { height: number }) {
  const line = useRef<HTMLTableCellElement>(null);
  useLayoutEffect(() => {
    if (line.current) line.current.style.height = `${Math.max(0, height)}px`;
  }, [height]);
  return height > 0 ? <tr class="gap" aria-hidden="true"><td ref={line} colSpan={columns.length + 3} /></tr> : null;
}

function Head({ list }: { list: Found }) {
  const now = filter.value;
  const all = list.total > 0 && pickedCount.value >= list.total;
  return (
    <tr aria-rowindex={1}>
      <th scope="col"><label class="pick"><input type="checkbox" checked={all} onClick={() => (all ? clearSelection() : pickEverything())} /><span class="sr">{t('list.pick_all')}</span></label></th>
      <th scope="col"><span class="sr">{t('table.preview')}</span></th>
      {columns.map(column => {
        const sort = column.sort;
        const isSorted = sort !== undefined && now.sort === sort;
        const isDown = isSorted && isDescending(sort) !== now.reverse;
        return (
          <th key={column.name} scope="col" class={column.isEnd ? 'end' : ''} aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : undefined}>
            {sort === undefined ? t(column.text) : (
              <button type="button" onClick={() => refine({ sort, reverse: isSorted ? !now.reverse : false })}>
                {t(column.text)}{isSorted && <Icon name={isDown ? 'down' : 'up'} />}
              </button>
            )}
          </th>
        );
      })}
      <th scope="col"><span class="sr">{t('common.more')}</span></th>
    </tr>
  );
}

function Row({ index, list, isBare, actions }: { index: number; list: Found; isBare: boolean; actions: CardActions }) {
  const session = isBare ? null : sessionAt(list, index);
  const isCursor = cursor.value === index;
  if (session === null) {
    return <tr class="is-bare" data-index={index} aria-rowindex={index + 2} tabIndex={isCursor ? 0 : -1}><td colSpan={columns.length + 3}><span class="bone" /><span class="sr">{t('list.loading')}</span></td></tr>;
  }
  return <SessionRow session={session} index={index} isPicked={isPicked(session)} isCursor={isCursor} actions={actions} />;
}

function SessionRow({ session, index, isPicked: isOn, isCursor, actions }: { session: Session; index: number; isPicked: boolean; isCursor: boolean; actions: CardActions }) {
  const name = cut(session.name) || t('session.unnamed');
  return (
    <tr class={isOn ? 'is-picked' : ''} data-index={index} aria-rowindex={index + 2}>
      <td><label class="pick"><input type="checkbox" tabIndex={-1} checked={isOn} onClick={event => actions.pick(event, session, index)} /><span class="sr">{t('session.pick', { name })}</span></label></td>
      <td><span class="mini" data-mark={session.color}><Preview key={session.preview ?? session.id} session={session} isSmall /></span></td>
      <th scope="row" class="row-name">
        <span class="cell-name"><span class="mark-slot"><Mark color={session.color} /></span>
          <span class="cell-words">
            <a href={`/sessions/${session.id}`} title={name} tabIndex={isCursor ? 0 : -1} onClick={event => actions.press(event, session, index)} onFocus={() => actions.focus(index)}><bdi>{name}</bdi></a>
            <span class="cell-more">{t('session.shots', { n: session.imageCount })} · {bytes(session.size)} · {moment(session.created)}</span>
          </span>
        </span>
      </th>
      <td><Tags tags={session.tags} most={3} /></td>
      <td><bdi>{cut(session.class, 60)}</bdi></td>
      <td class="end">{session.imageCount.toLocaleString()}</td>
      <td class="end">{bytes(session.size)}</td>
      <td title={fullMoment(session.created)}>{moment(session.created)}</td>
      <td><WhereSign where={session.where} isWordy /></td>
      <td><button type="button" class="button is-plain is-icon is-small row-more" tabIndex={-1} aria-haspopup="menu" aria-label={t('session.more', { name })} title={t('common.more')}
        onClick={event => actions.menu(event.currentTarget, session, index)}><Icon name="more" /></button></td>
    </tr>
  );
}
