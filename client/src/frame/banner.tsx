import { useEffect, useState } from 'preact/hooks';
import { syncNow } from '../state/actions';
import { failedCount, link, nextTry, operations, remote, tryAgain } from '../state/live';
import { t } from '../text';
import { duration, number } from '../text/format';
import { Icon } from '../ui/icon';

/** What concerns the whole page: the server or the remote is away. It comes once, and has one action. */
export function Banner() {
  if (link.value === 'unknown') {
    return (
      <div class="banner is-bad" role="alert"><Icon name="key" />
        <p><b>{t('banner.unknown')}</b> {t('banner.unknown_text')} <code>fastshot ui</code></p>
        <button type="button" class="button is-small" onClick={() => location.reload()}>{t('banner.reload')}</button>
      </div>
    );
  }
  if (link.value === 'away') return <Away />;
  const now = remote.value;
  void failedCount.value;
  if (now?.url && now.reachable === false) {
    const isTrying = operations.value.some(one => one.kind === 'sync' && one.state === 'running');
    return (
      <div class="banner" role="status"><Icon name="offline" />
        <p><b>{t('banner.offline')}</b> {now.waiting > 0 ? t('banner.offline_waiting', { n: now.waiting }) : t('banner.offline_text')}</p>
        <button type="button" class="button is-small" disabled={isTrying} onClick={() => void syncNow()}>{isTrying ? t('banner.trying') : t('banner.try')}</button>
      </div>
    );
  }
  return null;
}

function Away() {
  const [left, setLeft] = useState(0);
  const due = nextTry.value;
  useEffect(() => {
    const count = (): void => setLeft(Math.max(0, Math.ceil((due - Date.now()) / 1000)));
    count();
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [due]);
  return (
    <div class="banner is-bad" role="alert"><Icon name="offline" />
      <p><b>{t('banner.away')}</b> {t('banner.away_text')} <code>fastshot ui</code> <span class="mute" aria-hidden="true">{left > 0 ? t('banner.next', { time: left < 90 ? `${number(left)}\u00a0s` : duration(left) }) : ''}</span></p>
      <button type="button" class="button is-small" onClick={() => void tryAgain()}>{t('banner.try')}</button>
    </div>
  );
}
