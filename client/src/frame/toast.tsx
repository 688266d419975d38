import { useEffect, useRef } from 'preact/hooks';
import { hush, toast, undoLast } from '../state/toasts';
import { t } from '../text';
import { Icon } from '../ui/icon';

const lifetime = 10_000;

/** What just happened, and the way back. It waits while a person is at it. */
export function ToastBox() {
  const now = toast.value;
  const timer = useRef(0);
  const start = (): void => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(hush, lifetime);
  };
  useEffect(() => {
    if (now === null) return undefined;
    start();
    return () => clearTimeout(timer.current);
  }, [now?.id]);
  return (
    <div class="toast-slot" role={now?.isBad ? 'alert' : 'status'}>
      {now !== null && (
        <div class={`toast ${now.isBad ? 'is-bad' : ''}`} key={now.id} onPointerEnter={() => clearTimeout(timer.current)} onPointerLeave={start} onFocusIn={() => clearTimeout(timer.current)} onFocusOut={start}>
          {now.isBad && <Icon name="alert" />}
          <p title={now.text}>{now.text}</p>
          {now.undo !== null && <button type="button" class="button is-small" onClick={() => void undoLast()}>{t('toast.undo')}<kbd>Z</kbd></button>}
          <button type="button" class="button is-small is-icon" aria-label={t('common.close')} title={t('common.close')} onClick={hush}><Icon name="close" /></button>
        </div>
      )}
    </div>
  );
}
