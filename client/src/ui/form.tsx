import { useId } from 'preact/hooks';
import type { Session } from '../api/types';
import { connection, facets } from '../state/live';
import { t } from '../text';
import { colorName, marks } from './parts';
import { SuggestField, TagField } from './suggest';

/** What a person says about a session. */
export interface About {
  name: string;
  description: string;
  tags: readonly string[];
  color: string;
  class: string;
}

export const aboutOf = (session: Session): About =>
  ({ name: session.name, description: session.description, tags: session.tags, color: session.color, class: session.class });

export const noAbout: About = { name: '', description: '', tags: [], color: '', class: '' };

interface SwatchProperties {
  color: string | null;
  choose: (color: string) => void;
  isFirst?: boolean;
}

/** The eight colors and none, one of which is chosen. */
export function Swatches({ color, choose, isFirst }: SwatchProperties) {
  const all = ['', ...marks];
  const at = color === null ? -1 : all.indexOf(color);
  return (
    <div class="swatches is-choice" role="radiogroup" aria-label={t('form.color')}
      onKeyDown={event => {
        const way = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
        if (way === 0) return;
        event.preventDefault();
        event.stopPropagation();
        const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')];
        const now = buttons.indexOf(document.activeElement as HTMLElement);
        const next = (now + way + all.length) % all.length;
        buttons[next]?.focus();
        choose(all[next] ?? '');
      }}>
      {all.map((one, i) => (
        <button key={one} type="button" role="radio" class={`swatch ${one === '' ? 'is-none' : ''}`} data-mark={one} aria-checked={i === at}
          aria-label={one === '' ? t('color.none') : colorName(one)} title={one === '' ? t('color.none') : colorName(one)}
          tabIndex={i === Math.max(0, at) ? 0 : -1} data-first={isFirst && i === Math.max(0, at)} onClick={() => choose(one)} />
      ))}
    </div>
  );
}

interface Properties {
  about: About;
  change: (about: About) => void;
  /** Enter in a field of one line. */
  done: () => void;
  /** Problems by field, as the server named them. */
  problems?: Readonly<Record<string, string>>;
}

/** Name, description, tags, color and class, with suggestions from what is in use. */
export function AboutForm({ about, change, done, problems }: Properties) {
  const id = useId();
  const limits = connection.value?.limits;
  const entered = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      done();
    }
  };
  const problem = (field: string) => problems?.[field] && <p class="field-problem" id={`${id}-${field}-problem`} role="alert">{problems[field]}</p>;
  const described = (field: string): string | undefined => problems?.[field] ? `${id}-${field}-problem` : undefined;
  return (
    <div class="form">
      <div class="field">
        <label for={`${id}-name`}>{t('form.name')}</label>
        <input id={`${id}-name`} class="input" data-first value={about.name} maxLength={limits?.nameLength} dir="auto" autocomplete="off" aria-invalid={!!problems?.['name']} aria-describedby={described('name')}
          placeholder={t('form.name_hint')} onInput={event => change({ ...about, name: event.currentTarget.value })} onKeyDown={entered} />
        {problem('name')}
      </div>
      <div class="field">
        <label for={`${id}-description`}>{t('form.description')}</label>
        <textarea id={`${id}-description`} class="input" rows={3} maxLength={limits?.descriptionLength} dir="auto" aria-invalid={!!problems?.['description']} aria-describedby={described('description')}
          onInput={event => change({ ...about, description: event.currentTarget.value })}
          onKeyDown={event => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) done();
          }}>{about.description}</textarea>
        {problem('description')}
      </div>
      <div class="field">
        <span class="field-label">{t('form.tags')}</span>
        <TagField label={t('form.tags')} tags={about.tags} known={facets.value?.tags ?? []} maxLength={limits?.tagLength} most={limits?.tags}
          change={tags => change({ ...about, tags })} onEnter={done} />
        {problem('tags')}
      </div>
      <div class="field-row">
        <div class="field">
          <span class="field-label">{t('form.class')}</span>
          <SuggestField label={t('form.class')} value={about.class} known={facets.value?.classes ?? []} maxLength={limits?.classLength}
            type={value => change({ ...about, class: value })} choose={value => change({ ...about, class: value })} onEnter={done} />
          {problem('class')}
        </div>
        <div class="field">
          <span class="field-label">{t('form.color')}</span>
          <Swatches color={about.color} choose={color => change({ ...about, color })} />
        </div>
      </div>
    </div>
  );
}
