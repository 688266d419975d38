import { keepPlace } from '../../state/router';

/** What is in sight of a long list; fast: rows go by so quickly that nobody reads them. */
export interface Sight {
  top: number;
  height: number;
  isFast: boolean;
}

/** Follows a person's scrolling, and keeps the place for when they come back, until the returned function is called. */
export function watchScrolling(scroller: HTMLElement, view: { value: Sight }, rowAt: (top: number) => number): () => void {
  let [before, settle, keep] = [scroller.scrollTop, 0, 0];
  const scrolled = (): void => {
    const { scrollTop: top, clientHeight: height } = scroller;
    const isFast = Math.abs(top - before) > height * 0.6;
    before = top;
    view.value = { top, height, isFast };
    clearTimeout(settle);
    if (isFast) settle = window.setTimeout(() => { view.value = { ...view.value, isFast: false }; }, 80);
    clearTimeout(keep);
    keep = window.setTimeout(() => keepPlace({ scroll: top, focus: rowAt(top) }), 200);
  };
  scroller.addEventListener('scroll', scrolled, { passive: true });
  return () => {
    scroller.removeEventListener('scroll', scrolled);
    clearTimeout(settle);
    clearTimeout(keep);
  };
}
