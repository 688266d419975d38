import { go } from '../../state/router';
import { say } from '../../state/toasts';
import { capture, chooseFiles, pasteFromClipboard } from '../../state/intake';
import { t } from '../../text';
import { Icon } from '../../ui/icon';

/** What to do first, where there is nothing yet. */
export function Empty() {
  const command = 'fastshot save *.png';
  return (
    <div class="empty">
      <svg class="empty-picture" width="232" height="132" viewBox="0 0 232 132" aria-hidden="true">
        <g class="empty-shots"><rect x="46" y="30" width="92" height="62" rx="6" /><rect x="106" y="48" width="84" height="58" rx="6" /><path d="M60 46h40M60 56h56M60 66h28M120 64h32M120 74h50M120 84h24" /></g>
        <path class="empty-frame" d="M20 26V16a6 6 0 0 1 6-6h10M196 10h10a6 6 0 0 1 6 6v10M212 106v10a6 6 0 0 1-6 6h-10M36 122H26a6 6 0 0 1-6-6v-10" />
        <path class="empty-flash" d="M148 14 128 40h12l-4 18 22-27h-13Z" />
      </svg>
      <div><h2 class="empty-title">{t('empty.title')}</h2><p class="lead">{t('empty.lead')}</p></div>
      <div class="ways">
        <button type="button" class="way" onClick={() => void pasteFromClipboard()}><Icon name="paste" /><b>{t('empty.paste')}</b><span>{t('empty.paste_hint')}</span><kbd>Ctrl V</kbd></button>
        <button type="button" class="way" onClick={chooseFiles}><Icon name="drop" /><b>{t('empty.drop')}</b><span>{t('empty.drop_hint')}</span><kbd>Ctrl O</kbd></button>
        <button type="button" class="way" onClick={() => void capture()}><Icon name="capture" /><b>{t('empty.capture')}</b><span>{t('empty.capture_hint')}</span></button>
        <button type="button" class="way" onClick={() => void navigator.clipboard.writeText(command).then(() => say(t('toast.copied')), () => undefined)}><Icon name="terminal" /><b>{t('empty.terminal')}</b><span><code>{command}</code><br />{t('empty.terminal_hint')}</span></button>
      </div>
      <p class="mute">{t('empty.elsewhere')} <a class="link" href="/setup" onClick={event => {
        event.preventDefault();
        go('/setup');
      }}>{t('empty.connect')}</a></p>
    </div>
  );
}
