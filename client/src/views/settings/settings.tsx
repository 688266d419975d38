import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, get, post, put } from '../../api/client';
import type { FieldProblem, Probe, Setting, Settings } from '../../api/types';
import { choosePreset, preset } from '../../keys';
import { onSettings } from '../../state/live';
import { complain, say, wordsFor } from '../../state/toasts';
import { chooseTheme, theme, type Theme } from '../../state/theme';
import { currentLanguage, speak, t, tWord, type Language, type TextKey } from '../../text';
import { Icon } from '../../ui/icon';
import { Checks } from '../health/remote';

const groups: readonly [TextKey, readonly string[]][] = [
  ['settings.remote', ['cloud_sync_enabled', 'remote', 'layout', 'endpoint', 'aws_region', 's3_bucket_name', 'prefix', 'path_style']],
  ['settings.access', ['aws_access_key', 'aws_secret_key', 'profile', 'encryption_key', 'ssl_verify', 'ca_file', 'proxy_enabled', 'proxy_url']],
  ['settings.sync', ['sync', 'connections', 'bandwidth_up', 'bandwidth_down', 'prices']],
  ['settings.device', ['cache_size', 'cache_age', 'trash_days']],
];

/** The keys that the page itself shows in another way. */
const elsewhere = ['language'];

/** Every key of config.ini: checked together, written together. */
export function SettingsView() {
  const settings = useSignal<Settings | null>(null);
  const failure = useSignal<string | null>(null);
  const changed = useSignal<Readonly<Record<string, string>>>({});
  const problems = useSignal<readonly FieldProblem[]>([]);
  const probe = useSignal<Probe | null>(null);
  const isBusy = useSignal(false);

  const load = (): void => {
    get<Settings>('/api/settings').then(answer => {
      settings.value = answer;
      if (Object.keys(changed.value).length === 0) problems.value = answer.problems;
    }, error => { failure.value = wordsFor(error); });
  };
  useEffect(() => {
    load();
    return onSettings(load);
  }, []);

  const save = async (): Promise<boolean> => {
    isBusy.value = true;
    try {
      const values = Object.entries(changed.value).map(([key, value]) => ({ key, value: value === '' ? null : value }));
      settings.value = await put<Settings>('/api/settings', { values });
      problems.value = settings.value.problems;
      changed.value = {};
      say(t('settings.saved'));
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.problem.problems) {
        problems.value = error.problem.problems;
        requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      } else {
        complain(error);
      }
      return false;
    } finally {
      isBusy.value = false;
    }
  };
  const test = async (): Promise<void> => {
    if (Object.keys(changed.value).length > 0 && !(await save())) return;
    isBusy.value = true;
    probe.value = null;
    try {
      probe.value = await post<Probe>('/api/remote/probe', { url: null });
    } catch (error) {
      probe.value = { ok: false, checks: [{ name: 'connection', ok: false, supported: false, detail: wordsFor(error), hint: error instanceof ApiError ? error.problem.hint : null }] };
    } finally {
      isBusy.value = false;
    }
  };

  const all = settings.value;
  const known = new Set(groups.flatMap(([, keys]) => keys));
  const rest = all?.items.filter(item => !known.has(item.key) && !elsewhere.includes(item.key)).map(item => item.key) ?? [];
  const count = Object.keys(changed.value).length;
  return (
    <>
      <div class="content" id="content" tabIndex={-1}>
        <form class="settings" id="settings-form" onSubmit={event => {
          event.preventDefault();
          void save();
        }}>
          {failure.value !== null && <div class="notice is-bad" role="alert"><Icon name="alert" /><p>{failure.value}</p></div>}
          <Problems problems={problems.value} />
          <PageSettings language={all?.items.find(item => item.key === 'language')} />
          {all !== null && [...groups, ...(rest.length > 0 ? [['settings.rest', rest] as [TextKey, readonly string[]]] : [])].map(([title, keys]) => (
            <section key={title} class="panel sheet" aria-labelledby={title}>
              <header><div><h2 id={title}>{t(title)}</h2></div>{title === 'settings.remote' && <button type="button" class="button is-small" disabled={isBusy.value} onClick={() => void test()}><Icon name="sync" />{isBusy.value ? t('health.probing') : t('settings.test')}</button>}</header>
              {title === 'settings.remote' && probe.value !== null && <Checks probe={probe.value} />}
              <div class="setting-list">{keys.map(key => all.items.find(item => item.key === key)).filter(item => item !== undefined).map(item => (
                <Field key={item.key} item={item} value={changed.value[item.key] ?? (item.isSecret ? '' : item.value)} isChanged={item.key in changed.value} problem={problems.value.find(one => one.field === item.key) ?? null}
                  change={value => {
                    const next = { ...changed.value, [item.key]: value };
                    if (!item.isSecret && value === item.value) delete (next as Record<string, string>)[item.key];
                    changed.value = next;
                  }} />
              ))}</div>
            </section>
          ))}
        </form>
      </div>
      {count > 0 && (
        <div class="bulk" role="toolbar" aria-label={t('settings.changed', { n: count })}>
          <p>{t('settings.changed', { n: count })}</p><span class="rule" />
          <button type="button" class="button is-plain" onClick={() => {
            changed.value = {};
            problems.value = all?.problems ?? [];
          }}>{t('settings.discard')}</button>
          <button type="submit" form="settings-form" class="button is-main is-named" disabled={isBusy.value}>{t('common.save')}</button>
        </div>
      )}
    </>
  );
}

/** All problems at once, each with a way to its field. */
function Problems({ problems }: { problems: readonly FieldProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <div class="notice is-bad" role="alert"><Icon name="alert" /><div><p><b>{t('settings.problems', { n: problems.length })}</b></p>
      <ul class="problem-list">{problems.map((one, i) => <li key={i}><a class="link" href={`#setting-${one.field}`} onClick={event => {
        event.preventDefault();
        document.querySelector<HTMLElement>(`#setting-${one.field}`)?.focus();
      }}><code>{one.field}</code></a> {one.message} {one.hint}</li>)}</ul></div></div>
  );
}

interface FieldProperties {
  item: Setting;
  value: string;
  isChanged: boolean;
  problem: FieldProblem | null;
  change: (value: string) => void;
}

const isYesNo = (item: Setting): boolean => item.accepts === 'yes or no' && item.default !== '';

function Field({ item, value, isChanged, problem, change }: FieldProperties) {
  const id = `setting-${item.key}`;
  const choices = /^[a-z-]+( or [a-z-]+)+$/.test(item.accepts) && !isYesNo(item) ? item.accepts.split(' or ') : null;
  const name = tWord('setting', item.key);
  // Where devices meet is more than a value: it is chosen step by step.
  if (item.key === 'remote' || item.key === 'layout') {
    return (
      <div class="setting">
        <div class="setting-words"><p>{name}</p><p class="mute"><code>{item.key}</code>{currentLanguage() === 'en' && ` · ${item.meaning}`}</p></div>
        <div class="setting-value is-fixed"><output id={id}>{item.key === 'layout' ? tWord('choice', item.value === '' ? item.default : item.value) : item.value || t('settings.unset')}</output>
          {item.key === 'remote' && <a class="button is-small" href="/setup">{item.value === '' ? t('remote.set_up') : t('setup.change')}</a>}</div>
      </div>
    );
  }
  const described = `${id}-about${problem ? ` ${id}-problem` : ''}`;
  return (
    <div class={`setting ${isChanged ? 'is-changed' : ''}`}>
      <div class="setting-words"><label for={id}>{name}</label><p class="mute" id={`${id}-about`}><code>{item.key}</code>{currentLanguage() === 'en' && ` · ${item.meaning}`}</p></div>
      <div class="setting-value">
        {isYesNo(item)
          ? <label class="tick"><input id={id} type="checkbox" role="switch" checked={/^(yes|true|1|on)$/i.test(value === '' ? item.default : value)} aria-describedby={described} onChange={event => change(event.currentTarget.checked ? 'yes' : 'no')} /><span class="sr">{name}</span></label>
          : choices
            ? <select id={id} class="input" aria-describedby={described} value={value === '' ? item.default : value} onChange={event => change(event.currentTarget.value)}>{item.default === '' && <option value="">{t('settings.unset')}</option>}{choices.map(one => <option key={one} value={one}>{tWord('choice', one)}</option>)}</select>
            : <input id={id} class="input" type={(item.isSecret ? 'password' : 'text') as 'text'} autocomplete={item.isSecret ? 'new-password' : 'off'} spellcheck={false} value={value} aria-invalid={problem !== null} aria-describedby={described}
              placeholder={item.isSecret ? (item.isSet ? t('settings.secret_set') : t('settings.secret_unset')) : item.default} onInput={event => change(event.currentTarget.value)} />}
        {problem !== null && <p class="field-problem" id={`${id}-problem`}>{problem.message} {problem.hint}</p>}
      </div>
    </div>
  );
}

/** What is this browser's: language, light, keys. */
function PageSettings({ language }: { language: Setting | undefined }) {
  const chooseLanguage = async (next: Language): Promise<void> => {
    await speak(next);
    if (language === undefined || language.value === next) return;
    try {
      await put<Settings>('/api/settings', { values: [{ key: 'language', value: next }] });
    } catch (error) {
      complain(error);
    }
  };
  return (
    <section class="panel sheet" aria-labelledby="settings.page">
      <header><div><h2 id="settings.page">{t('settings.page')}</h2></div></header>
      <div class="setting-list">
        <div class="setting"><div class="setting-words"><label for="page-language">{t('settings.language')}</label></div><div class="setting-value">
          <select id="page-language" class="input" value={currentLanguage()} onChange={event => void chooseLanguage(event.currentTarget.value as Language)}><option value="en" lang="en">English</option><option value="zh-CN" lang="zh-CN">简体中文</option></select></div></div>
        <div class="setting"><div class="setting-words"><label for="page-theme">{t('settings.theme')}</label></div><div class="setting-value">
          <select id="page-theme" class="input" value={theme.value} onChange={event => chooseTheme(event.currentTarget.value as Theme)}>{(['system', 'light', 'dark'] as const).map(one => <option key={one} value={one}>{t(`settings.theme.${one}`)}</option>)}</select></div></div>
        <div class="setting"><div class="setting-words"><label for="page-keys">{t('settings.keys')}</label><p class="mute">{t('settings.keys_text')}</p></div><div class="setting-value">
          <select id="page-keys" class="input" value={preset.value} onChange={event => choosePreset(event.currentTarget.value as 'plain' | 'classic')}><option value="plain">{t('settings.keys.plain')}</option><option value="classic">{t('settings.keys.classic')}</option></select></div></div>
      </div>
    </section>
  );
}
