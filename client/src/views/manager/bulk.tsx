import { signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { Session } from '../../api/types';
import { download, drop, edit, emptyTrash, exportSessions, purge, restore, trash, type ExportFormat } from '../../state/actions';
import { filter } from '../../state/filter';
import { found } from '../../state/list';
import { connection, facets } from '../../state/live';
import { clearSelection, pickedBytes, pickedCount, pickEverything, selection } from '../../state/selection';
import { t } from '../../text';
import { bytes, number } from '../../text/format';
import { Confirm } from '../../ui/dialog';
import { Swatches } from '../../ui/form';
import { Icon } from '../../ui/icon';
import { MenuButton, type MenuItem } from '../../ui/menu';
import { Popover } from '../../ui/popover';
import { SuggestField, TagField } from '../../ui/suggest';
import type { IconName } from '../../icons';

/** A small panel of an action, at the button or the card that opened it. */
export type BulkPanel = 'tag' | 'color' | 'class' | 'export';

/** Which panel a key asked for; the bar opens it. */
export const asked = signal<BulkPanel | null>(null);
/** What is to be deleted for good, once a person agreed. Null sessions: what is picked; 'all': the whole trash. */
export const purging = signal<{ sessions: readonly Session[] | null | 'all'; count: number } | null>(null);

export const exportItems = (sessions: readonly Session[] | null): MenuItem[] => {
  const isOne = (sessions?.length ?? pickedCount.value) === 1;
  const formats: ExportFormat[] = isOne ? ['files', 'fastshot', 'classic'] : ['files'];
  return formats.map(format => ({ text: t(`export.${format}`), icon: 'export', act: () => exportSessions(sessions ?? null, format) }));
};

/** What can be done with all that is picked. */
export function BulkBar() {
  const count = pickedCount.value;
  const isTrash = filter.value.trash;
  if (count === 0) return null;
  return (
    <div class="bulk" role="toolbar" aria-label={t('bulk.label', { n: count })}>
      <button type="button" class="button is-plain is-icon" aria-label={t('bulk.clear')} title={`${t('bulk.clear')} (Esc)`} onClick={clearSelection}><Icon name="close" /></button>
      <p><b>{number(count)}</b> {t('bulk.picked')} <span class="mute">· {bytes(pickedBytes.value)}</span></p>
      <span class="rule only-wide" />
      {isTrash ? (
        <>
          <button type="button" class="button is-plain" title={`${t('action.restore')} (R)`} onClick={() => void restore(null)}><Icon name="restore" /><span>{t('action.restore')}</span><kbd>R</kbd></button>
          <button type="button" class="button is-plain is-bad" onClick={() => { purging.value = { sessions: null, count }; }}><Icon name="trash" /><span>{t('action.purge')}</span></button>
        </>
      ) : (
        <>
          <PanelButton name="tag" icon="tag" keyName="T" text={t('action.tag')}>{close => <TagPanel close={close} />}</PanelButton>
          <PanelButton name="color" icon="color" keyName="C" text={t('action.color')}>{close => <ColorPanel close={close} />}</PanelButton>
          <PanelButton name="class" icon="class" keyName="L" text={t('action.class')}>{close => <ClassPanel close={close} />}</PanelButton>
          <MenuButton class="button is-plain" label={t('action.export')} isLabelShown title={`${t('action.export')} (E)`} items={() => exportItems(null)}><Icon name="export" /><span>{t('action.export')}</span><kbd>E</kbd></MenuButton>
          {connection.value?.hasRemote && <button type="button" class="button is-plain only-wide" title={`${t('action.download')} (D)`} onClick={() => void download(null)}><Icon name="download" /><span>{t('action.download')}</span><kbd>D</kbd></button>}
          <button type="button" class="button is-plain is-bad" title={`${t('action.trash')} (${t('key.delete')})`} onClick={() => void trash(null)}><Icon name="trash" /><span>{t('action.trash')}</span><kbd>{t('key.delete')}</kbd></button>
          <MenuButton class="button is-plain is-icon" label={t('bulk.more')} items={moreItems}><Icon name="more" /></MenuButton>
        </>
      )}
    </div>
  );
}

function moreItems(): (MenuItem | null)[] {
  const isAll = selection.value.every !== null || pickedCount.value === found.value?.total;
  return [
    { text: t('list.pick_all'), icon: 'check', key: 'Ctrl A', isDisabled: isAll, act: pickEverything },
    { text: t('bulk.clear'), icon: 'close', key: 'Esc', act: clearSelection },
    ...(connection.value?.hasRemote ? [
      null,
      { text: t('action.download'), icon: 'download' as const, act: () => void download(null) },
      { text: t('action.drop'), icon: 'cloud' as const, act: () => void drop(null) },
    ] : []),
  ];
}

interface PanelProperties {
  name: BulkPanel;
  icon: IconName;
  keyName: string;
  text: string;
  children: (close: () => void) => preact.ComponentChildren;
}

function PanelButton({ name, icon, keyName, text, children }: PanelProperties) {
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = asked.value === name;
  const close = (): void => {
    if (asked.value === name) asked.value = null;
  };
  return (
    <>
      <button ref={button} type="button" class="button is-plain" title={`${text} (${keyName})`} aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => { asked.value = isOpen ? null : name; }}>
        <Icon name={icon} /><span>{text}</span><kbd>{keyName}</kbd>
      </button>
      {isOpen && button.current && <Popover anchor={button.current} label={text} role="dialog" class="bulk-panel" close={close}>{children(() => {
        button.current?.focus();
        close();
      })}</Popover>}
    </>
  );
}

function TagPanel({ close }: { close: () => void }) {
  const [added, setAdded] = useState<readonly string[]>([]);
  const [taken, setTaken] = useState<readonly string[]>([]);
  const used = [...new Set([...selection.value.picked.values()].flatMap(one => one.tags))].slice(0, 40);
  const apply = (): void => {
    if (added.length > 0 || taken.length > 0) void edit(null, { addTags: [...added], removeTags: [...taken] });
    close();
  };
  return (
    <form class="form" onSubmit={event => {
      event.preventDefault();
      apply();
    }}>
      <div class="field"><span class="field-label">{t('bulk.add_tags')}</span>
        <TagField label={t('bulk.add_tags')} tags={added} known={facets.value?.tags ?? []} maxLength={connection.value?.limits.tagLength} isFirst change={setAdded} onEnter={apply} />
      </div>
      {used.length > 0 && (
        <fieldset class="field"><legend class="field-label">{t('bulk.take_tags')}</legend>
          <div class="tokens">{used.map(tag => (
            <label key={tag} class={`token is-check ${taken.includes(tag) ? 'is-taken' : ''}`}>
              <input type="checkbox" class="sr" checked={taken.includes(tag)} onChange={() => setTaken(taken.includes(tag) ? taken.filter(one => one !== tag) : [...taken, tag])} /><bdi>{tag}</bdi>{taken.includes(tag) && <Icon name="close" />}
            </label>
          ))}</div>
        </fieldset>
      )}
      <div class="row"><button type="submit" class="button is-main is-small push" disabled={added.length === 0 && taken.length === 0}>{t('bulk.apply', { n: pickedCount.value })}</button></div>
    </form>
  );
}

function ColorPanel({ close }: { close: () => void }) {
  const [color, setColor] = useState<string | null>(null);
  const apply = (chosen: string): void => {
    void edit(null, { color: chosen });
    close();
  };
  return (
    <form class="form" onSubmit={event => {
      event.preventDefault();
      if (color !== null) apply(color);
    }}>
      <Swatches color={color} choose={setColor} isFirst />
      <div class="row"><button type="submit" class="button is-main is-small push" disabled={color === null}>{t('bulk.apply', { n: pickedCount.value })}</button></div>
    </form>
  );
}

function ClassPanel({ close }: { close: () => void }) {
  const [name, setName] = useState('');
  const apply = (chosen: string): void => {
    void edit(null, { class: chosen.trim() });
    close();
  };
  return (
    <form class="form" onSubmit={event => {
      event.preventDefault();
      apply(name);
    }}>
      <div class="field"><span class="field-label">{t('form.class')}</span>
        <SuggestField label={t('form.class')} value={name} known={facets.value?.classes ?? []} isFirst type={setName} choose={apply} onEnter={() => apply(name)} />
      </div>
      <div class="row"><button type="submit" class="button is-main is-small push">{name.trim() === '' ? t('bulk.no_class', { n: pickedCount.value }) : t('bulk.apply', { n: pickedCount.value })}</button></div>
    </form>
  );
}

/** Asks before sessions go for good: the one step that cannot be undone. */
export function PurgeQuestion() {
  const now = purging.value;
  if (now === null) return null;
  const close = (): void => { purging.value = null; };
  return (
    <Confirm title={t('purge.title', { n: now.count })} text={<p>{t('purge.text')}</p>} action={t('action.purge')} isBad close={close} act={() => {
      if (now.sessions === 'all') void emptyTrash();
      else void purge(now.sessions);
    }} />
  );
}
