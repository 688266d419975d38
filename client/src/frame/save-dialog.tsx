import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api/client';
import { chooseFiles, incoming, saveIncoming } from '../state/intake';
import { go } from '../state/router';
import { complain, say, wordsFor } from '../state/toasts';
import { connection } from '../state/live';
import { t } from '../text';
import { bytes, percent } from '../text/format';
import { Dialog } from '../ui/dialog';
import { AboutForm, noAbout } from '../ui/form';
import { Icon } from '../ui/icon';
import { Bar } from '../ui/parts';

/** Asks what the new session is, and sends its pictures. */
export function SaveDialog() {
  const files = incoming.value;
  return files.length === 0 ? null : <Saving files={files} />;
}

function Saving({ files }: { files: readonly File[] }) {
  const [about, setAbout] = useState(noAbout);
  const [share, setShare] = useState<number | null>(null);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  const size = useMemo(() => files.reduce((sum, file) => sum + file.size, 0), [files]);
  const limits = connection.value?.limits;
  const tooMuch = limits !== undefined && (size > limits.uploadBytes || files.length > limits.filesPerUpload);

  const close = (): void => {
    stop.current?.abort();
    incoming.value = [];
  };
  const save = async (): Promise<void> => {
    if (share !== null || tooMuch) return;
    const controller = stop.current = new AbortController();
    setFailure(null);
    setProblems({});
    setShare(0);
    try {
      const result = await saveIncoming(files, about, setShare, controller.signal);
      incoming.value = [];
      const [refused] = result.refused;
      const name = result.session.name || t('session.unnamed');
      if (refused) complain(new Error(t('save.refused', { n: result.refused.length, name, file: refused.file, reason: refused.reason })));
      else say(t('toast.saved', { name }));
      go('/');
    } catch (error) {
      setShare(null);
      if (controller.signal.aborted) return;
      if (error instanceof ApiError && error.problem.problems?.length) setProblems(Object.fromEntries(error.problem.problems.map(one => [one.field, one.message])));
      setFailure(wordsFor(error));
    }
  };

  return (
    <Dialog title={t('save.title')} class="is-save" close={close}>
      <form class="dialog-form" onSubmit={event => {
        event.preventDefault();
        void save();
      }}>
        <div class="dialog-body">
          <div class="strip-of-files" role="group" aria-label={t('save.pictures', { n: files.length })}>
            {files.slice(0, 60).map((file, i) => <Thumb key={`${file.name} ${file.size} ${i}`} file={file} drop={() => { incoming.value = files.filter(one => one !== file); }} />)}
            <button type="button" class="thumb-add" onClick={chooseFiles}><Icon name="plus" /><span>{t('save.more')}</span></button>
          </div>
          <p class="mute number save-sum">{t('save.pictures', { n: files.length })} · {bytes(size)}</p>
          {tooMuch && <p class="field-problem" role="alert">{t('save.too_much', { files: limits.filesPerUpload, size: bytes(limits.uploadBytes) })}</p>}
          <AboutForm about={about} change={setAbout} done={() => void save()} problems={problems} />
          {failure !== null && <div class="notice is-bad" role="alert"><Icon name="alert" /><p>{failure}</p></div>}
          {share !== null && (
            <div class="save-progress">
              <div class="progress" role="progressbar" aria-label={t('save.sending')} aria-valuenow={Math.round(share * 100)} aria-valuemin={0} aria-valuemax={100}><Bar share={share} /></div>
              <p class="figures"><span>{share < 1 ? t('save.sending') : t('save.sealing')}</span><span>{percent(share)}</span></p>
            </div>
          )}
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={close}>{t('common.cancel')}</button>
          <button type="submit" class="button is-main" disabled={share !== null || tooMuch}>{t('save.action')}<kbd>↵</kbd></button>
        </footer>
      </form>
    </Dialog>
  );
}

function Thumb({ file, drop }: { file: File; drop: () => void }) {
  const [url, setUrl] = useState<string | null>(null);
  const [isBad, setBad] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return (
    <div class="thumb" title={file.name}>
      {url !== null && !isBad ? <img src={url} alt={file.name} onError={() => setBad(true)} /> : <Icon name="image" />}
      <button type="button" class="button is-icon is-small thumb-drop" aria-label={t('save.drop', { file: file.name })} title={t('save.drop', { file: file.name })} onClick={drop}><Icon name="close" /></button>
    </div>
  );
}
