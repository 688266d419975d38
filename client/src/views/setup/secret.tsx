import { useSignal } from '@preact/signals';
import type { RecoveryKey } from '../../api/types';
import { say } from '../../state/toasts';
import { t } from '../../text';
import { Icon } from '../../ui/icon';

/** The recovery key in pieces that can be read aloud, and the ways to keep it. */
export function Secret({ recovery, kept }: { recovery: RecoveryKey; kept?: (isKept: boolean) => void }) {
  const isKept = useSignal(false);
  const pieces = recovery.key.split(/[\s]+/).flatMap(word => (word.length > 12 && !word.includes('-') ? word.match(/.{1,6}/g) ?? [word] : word.split(/(?<=-)/)));
  const file = (): void => {
    const text = t('secret.file', { vault: recovery.vault, key: recovery.key });
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const anchor = document.createElement('a');
    anchor.href = url;
    anchor.download = `fastshot-recovery-key-${recovery.vault.slice(0, 8)}.txt`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <div class="panel recovery">
      <div class="secret" role="group" aria-label={t('keys.recovery')}>{pieces.map((piece, i) => <span key={i}>{piece}</span>)}</div>
      <div class="row">
        <button type="button" class="button is-main" onClick={file}><Icon name="download" />{t('secret.download')}</button>
        <button type="button" class="button" onClick={() => void navigator.clipboard.writeText(recovery.key).then(() => say(t('toast.copied')), () => undefined)}><Icon name="copy" />{t('secret.copy')}</button>
        <button type="button" class="button only-wide" onClick={() => print()}>{t('secret.print')}</button>
      </div>
      {kept && <label class="tick"><input type="checkbox" checked={isKept.value} onChange={event => {
        isKept.value = event.currentTarget.checked;
        kept(isKept.value);
      }} /><span>{t('secret.kept')}</span></label>}
    </div>
  );
}
