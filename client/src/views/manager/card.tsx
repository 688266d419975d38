import { Component } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../../api/types';
import type { IconName } from '../../icons';
import { t, type TextKey } from '../../text';
import { age, bytes, fullMoment } from '../../text/format';
import { Icon } from '../../ui/icon';
import { cut, Mark, Tags } from '../../ui/parts';

const places: Record<string, [IconName, TextKey, string]> = {
  both: ['both', 'where.both', 'is-both'],
  cloud: ['cloud', 'where.cloud', 'is-cloud'],
  waiting: ['waiting', 'where.waiting', 'is-waiting'],
  here: ['device', 'where.here', 'is-here'],
};

export function WhereSign({ where, isWordy }: { where: string; isWordy?: boolean }) {
  const [icon, text, name] = places[where] ?? places['here'] ?? ['device', 'where.here', ''];
  return isWordy
    ? <span class="cell-where" title={t(text)}><span class={`where ${name}`}><Icon name={icon} /></span><span class="word">{t(`where.short.${where}` as TextKey)}</span></span>
    : <span class={`where ${name}`} title={t(text)}><Icon name={icon} /><span class="sr">{t(text)}</span></span>;
}

/** The preview in a frame that has its size before the picture is there. */
export function Preview({ session, isSmall }: { session: Session; isSmall?: boolean }) {
  const [state, setState] = useState<'loading' | 'there' | 'bad'>('loading');
  const picture = useRef<HTMLImageElement>(null);
  // A picture from the browser's cache is there at once, and needs no fade.
  useLayoutEffect(() => {
    if (picture.current?.complete && picture.current.naturalWidth > 0) setState('there');
  }, []);
  if (session.preview === null || state === 'bad') {
    const text: TextKey = state === 'bad' ? 'preview.bad' : session.local ? 'preview.none' : 'preview.cloud';
    return <span class="no-preview"><Icon name={state === 'bad' ? 'damage' : session.local ? 'image' : 'cloud'} />{!isSmall && <span>{t(text)}</span>}</span>;
  }
  return (
    <img ref={picture} class={`preview ${state === 'there' ? 'is-there' : ''}`} src={session.preview} alt="" decoding="async" draggable={false}
      onLoad={() => setState('there')} onError={() => setState('bad')} />
  );
}

export interface CardActions {
  press: (event: MouseEvent, session: Session, index: number) => void;
  pick: (event: MouseEvent, session: Session, index: number) => void;
  menu: (anchor: HTMLElement, session: Session, index: number) => void;
  focus: (index: number) => void;
}

interface Properties {
  session: Session | null;
  index: number;
  total: number;
  left: number;
  top: number;
  width: number;
  height: number;
  isPicked: boolean;
  isCursor: boolean;
  /** While the list flies by, only the mats are drawn. */
  isBare: boolean;
  /** Counts up with each change of language or of the minute: what is shown depends on both. */
  tick: number;
  actions: CardActions;
}

/** One session in the grid. It is drawn again only when something of it changed. */
export class Card extends Component<Properties> {
  private element: HTMLLIElement | null = null;

  override shouldComponentUpdate(next: Properties): boolean {
    return (Object.keys(next) as (keyof Properties)[]).some(key => next[key] !== this.props[key]);
  }

  override componentDidMount(): void {
    this.put();
  }

  override componentDidUpdate(): void {
    this.put();
  }

  override render({ session, index, total, isPicked, isCursor, isBare, actions }: Properties) {
    const place = { 'data-index': index, 'aria-setsize': total, 'aria-posinset': index + 1 };
    if (session === null || isBare) {
      return (
        <li ref={this.keep} class="card is-bare" {...place} tabIndex={isCursor ? 0 : -1}>
          <div class="card-preview" data-mark={session?.color ?? ''} /><span class="sr">{session === null ? t('list.loading') : session.name}</span>
        </li>
      );
    }
    const name = cut(session.name) || t('session.unnamed');
    return (
      <li ref={this.keep} class={`card ${isPicked ? 'is-picked' : ''}`} {...place}>
        <div class="card-preview" data-mark={session.color}><Preview key={session.preview ?? session.id} session={session} /></div>
        <div class="card-text">
          <h3 class="card-name">
            <Mark color={session.color} />
            <a href={`/sessions/${session.id}`} title={name} tabIndex={isCursor ? 0 : -1} aria-describedby={`about-${session.id}`} draggable={false}
              onClick={event => actions.press(event, session, index)} onFocus={() => actions.focus(index)}><bdi>{name}</bdi></a>
          </h3>
          <Tags tags={session.tags} />
          <p class="card-meta" id={`about-${session.id}`}>
            <span>{t('session.shots', { n: session.imageCount })}</span>
            <span class="size">{bytes(session.size)}</span>
            <span title={fullMoment(session.created)}>{age(session.created)}</span>
            <WhereSign where={session.where} />
          </p>
        </div>
        <label class="pick" onClick={event => event.stopPropagation()}>
          <input type="checkbox" tabIndex={-1} checked={isPicked} onClick={event => actions.pick(event, session, index)} />
          <span class="sr">{t('session.pick', { name })}</span>
        </label>
        <button type="button" class="button is-icon is-small card-more" tabIndex={-1} aria-haspopup="menu" aria-label={t('session.more', { name })} title={t('common.more')}
          onClick={event => actions.menu(event.currentTarget, session, index)}><Icon name="more" /></button>
      </li>
    );
  }

  private readonly keep = (element: HTMLLIElement | null): void => {
    this.element = element;
  };

  private put(): void {
    const { left, top, width, height } = this.props;
    const style = this.element?.style;
    if (!style) return;
    style.transform = `translate(${left}px, ${top}px)`;
    style.width = `${width}px`;
    style.height = `${height}px`;
  }
}
