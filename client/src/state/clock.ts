import { signal } from '@preact/signals';

/** Counts the minutes, so that "3 min ago" does not stay so. */
export const minute = signal(0);

setInterval(() => {
  if (document.visibilityState === 'visible') minute.value++;
}, 60_000);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') minute.value++;
});
