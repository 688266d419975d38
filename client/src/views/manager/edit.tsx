import { useState } from 'preact/hooks';
import { ApiError, patch } from '../../api/client';
import type { ChangeResult, Session, SessionEdit } from '../../api/types';
import { noEdit } from '../../state/actions';
import { patchShown } from '../../state/list';
import { complain, say } from '../../state/toasts';
import { t } from '../../text';
import { AboutForm, aboutOf, type About } from '../../ui/form';
import { Popover } from '../../ui/popover';

/** What changed, so that two windows that edit different fields do not overwrite each other. */
export function difference(before: About, after: About): SessionEdit {
  return {
    ...noEdit,
    name: before.name === after.name ? null : after.name,
    description: before.description === after.description ? null : after.description,
    color: before.color === after.color ? null : after.color,
    class: before.class === after.class ? null : after.class,
    addTags: after.tags.filter(tag => !before.tags.includes(tag)),
    removeTags: before.tags.filter(tag => !after.tags.includes(tag)),
  };
}

export const changesNothing = (edit: SessionEdit): boolean =>
  edit.name === null && edit.description === null && edit.color === null && edit.class === null
  && (edit.addTags?.length ?? 0) === 0 && (edit.removeTags?.length ?? 0) === 0;

interface Properties {
  session: Session;
  close: () => void;
  saved?: (session: Session) => void;
}

export function EditForm({ session, close, saved }: Properties) {
  const [about, setAbout] = useState(aboutOf(session));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [isBusy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const edit = difference(aboutOf(session), about);
    if (changesNothing(edit)) {
      close();
      return;
    }
    setBusy(true);
    try {
      const result = await patch<ChangeResult>(`/api/sessions/${session.id}`, edit);
      patchShown(result.items);
      const now = result.items[0];
      if (now) saved?.(now);
      say(t('toast.edited_one', { name: now?.name || t('session.unnamed') }), result.undo);
      close();
    } catch (error) {
      if (error instanceof ApiError && error.problem.problems) setProblems(Object.fromEntries(error.problem.problems.map(one => [one.field, one.message])));
      else complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="form" onSubmit={event => {
      event.preventDefault();
      void save();
    }}>
      <AboutForm about={about} change={setAbout} done={() => void save()} problems={problems} />
      <div class="row">
        <button type="button" class="button is-plain is-small push" onClick={close}>{t('common.cancel')}</button>
        <button type="submit" class="button is-main is-small" disabled={isBusy}>{t('common.save')}<kbd>↵</kbd></button>
      </div>
    </form>
  );
}

/** The fields of a session, at its card. */
export function EditPanel({ anchor, session, close }: Properties & { anchor: HTMLElement }) {
  return (
    <Popover anchor={anchor} label={t('edit.title', { name: session.name || t('session.unnamed') })} role="dialog" class="edit-panel" close={close}>
      <EditForm session={session} close={close} />
    </Popover>
  );
}
