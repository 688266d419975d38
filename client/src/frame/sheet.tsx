import { signal } from '@preact/signals';
import { preset, shortcuts, type Scope, type Shortcut } from '../keys';
import { t, type TextKey } from '../text';
import { Dialog } from '../ui/dialog';

export const sheetOpen = signal(false);

const scopes: readonly Scope[] = ['everywhere', 'list', 'viewer', 'lightbox'];

/** Every key of the page, from the table that the handlers use. */
export function Sheet() {
  if (!sheetOpen.value) return null;
  const all: Shortcut[] = Object.values(shortcuts);
  const isClassic = preset.value === 'classic';
  return (
    <Dialog title={t('sheet.title')} class="is-wide" close={() => { sheetOpen.value = false; }}>
      <div class="dialog-body sheet-columns" tabIndex={0}>
        {scopes.map(scope => (
          <section key={scope} aria-labelledby={`keys-${scope}`}>
            <h3 id={`keys-${scope}`}>{t(`sheet.${scope}` as TextKey)}</h3>
            <dl>{all.filter(one => one.scope === scope).map(one => (
              <div key={one.text}><dt>{t(one.text)}</dt><dd>{[...one.keys, ...(isClassic && one.classic ? [one.classic] : [])].map((key, i) => <span key={key}>{i > 0 && <span class="mute"> {t('sheet.or')} </span>}{key.split(/(?<=.)\+(?=.)/).map(part => <kbd key={part}>{part === 'Delete' ? t('key.delete') : part}</kbd>)}</span>)}</dd></div>
            ))}</dl>
          </section>
        ))}
      </div>
      <footer class="dialog-foot"><p class="mute push-end">{t('sheet.mouse')}</p></footer>
    </Dialog>
  );
}
