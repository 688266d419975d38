import { render } from 'preact';
import { App } from './app';
import { startKeys } from './frame/keys';
import { startIntake } from './state/intake';
import { startList } from './state/list';
import { startLive } from './state/live';
import { startTheme } from './state/theme';
import { firstLanguage, speak } from './text';

performance.mark('fastshot-start');
startTheme();
// The list is asked for before anything is drawn: what takes longest begins first.
startList();
const language = firstLanguage();
const host = document.querySelector<HTMLElement>('#app');
void (language === 'en' ? Promise.resolve() : speak(language)).then(() => {
  document.documentElement.lang = language;
  if (host) render(<App />, host);
  startLive();
  startKeys();
  startIntake();
});
