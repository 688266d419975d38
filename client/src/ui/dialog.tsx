import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../text';
import { Icon } from './icon';

interface Properties {
  title: string;
  class?: string;
  close: () => void;
  children: ComponentChildren;
}

/** A window over the page; the browser keeps the focus within, and gives it back. */
export function Dialog({ title, class: name, close, children }: Properties) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement as HTMLElement | null;
    element?.showModal();
    element?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      element?.close();
      before?.focus({ preventScroll: true });
    };
  }, []);

  return (
    <dialog ref={dialog} class={`dialog ${name ?? ''}`} aria-labelledby={id}
      onCancel={event => {
        event.preventDefault();
        close();
      }}
      onKeyDown={event => event.stopPropagation()}
      onPointerDown={event => event.target === dialog.current && close()}>
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="button is-plain is-icon" aria-label={t('common.close')} title={t('common.close')} onClick={close}><Icon name="close" /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProperties {
  title: string;
  text: ComponentChildren;
  action: string;
  isBad?: boolean;
  close: () => void;
  act: () => void;
}

/** Asks before what cannot be undone, and only then. */
export function Confirm({ title, text, action, isBad, close, act }: ConfirmProperties) {
  return (
    <Dialog title={title} class="is-small" close={close}>
      <div class="dialog-body soft">{text}</div>
      <footer class="dialog-foot">
        <button type="button" class="button" data-first onClick={close}>{t('common.cancel')}</button>
        <button type="button" class={`button ${isBad ? 'is-danger' : 'is-main'}`} onClick={() => {
          close();
          act();
        }}>{action}</button>
      </footer>
    </Dialog>
  );
}
