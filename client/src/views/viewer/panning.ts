import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { zoomAt, type View } from './plane';

/** Dragging, the wheel and two fingers move the board; the hand leads, nothing eases after it. */
export function usePanning(plane: { current: HTMLDivElement | null }, view: Signal<View>, touched: () => void): void {
  useEffect(() => {
    const element = plane.current;
    if (!element) return undefined;
    const pointers = new Map<number, { x: number; y: number }>();
    let [moved, isSpace] = [0, false];

    const local = (x: number, y: number): [number, number] => {
      const box = element.getBoundingClientRect();
      return [x - box.left, y - box.top];
    };
    const down = (event: PointerEvent): void => {
      if (event.button !== 0 && event.button !== 1) return;
      if (event.button === 1) event.preventDefault();
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (pointers.size === 1) {
        moved = 0;
        element.classList.remove('was-dragged');
      }
    };
    const move = (event: PointerEvent): void => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
      if (pointers.size === 2) {
        const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1] ?? before;
        const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(event.clientX - other.x, event.clientY - other.y)];
        const [x, y] = local((event.clientX + other.x) / 2, (event.clientY + other.y) / 2);
        if (was > 0) view.value = zoomAt(view.value, view.value.zoom * is / was, x, y);
      }
      moved += Math.abs(dx) + Math.abs(dy);
      if (moved > 4) {
        if (!element.classList.contains('was-dragged')) {
          element.classList.add('was-dragged');
          element.setPointerCapture(event.pointerId);
        }
        const { x, y, zoom } = view.value;
        const part = pointers.size === 2 ? 0.5 : 1;
        view.value = { x: x - dx * part / zoom, y: y - dy * part / zoom, zoom };
        touched();
      }
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    };
    const up = (event: PointerEvent): void => {
      pointers.delete(event.pointerId);
      // The click that a browser makes of the end of a drag comes right after this.
      if (pointers.size === 0) setTimeout(() => element.classList.remove('was-dragged'), 0);
    };
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      touched();
      const size = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? element.clientHeight : 1;
      if (event.shiftKey) {
        const { x, y, zoom } = view.value;
        view.value = { x: x + (event.deltaY + event.deltaX) * size / zoom, y, zoom };
      } else if (event.deltaX !== 0 && !event.ctrlKey) {
        const { x, y, zoom } = view.value;
        view.value = { x: x + event.deltaX * size / zoom, y: y + event.deltaY * size / zoom, zoom };
      } else {
        const [x, y] = local(event.clientX, event.clientY);
        view.value = zoomAt(view.value, view.value.zoom * Math.exp(-event.deltaY * size * (event.ctrlKey ? 0.01 : 0.0016)), x, y);
      }
    };
    const key = (event: KeyboardEvent): void => {
      // Space lifts the board even where a shot has the focus.
      if (event.key !== ' ' || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      if (event.type === 'keydown' && !isSpace && (event.target === document.body || (event.target as HTMLElement).closest('.plane'))) {
        isSpace = true;
        element.classList.add('is-lifted');
        event.preventDefault();
      } else if (event.type === 'keyup' && isSpace) {
        isSpace = false;
        element.classList.remove('is-lifted');
        event.preventDefault();
      }
    };
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    element.addEventListener('wheel', wheel, { passive: false });
    addEventListener('keydown', key);
    addEventListener('keyup', key);
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
      element.removeEventListener('wheel', wheel);
      removeEventListener('keydown', key);
      removeEventListener('keyup', key);
    };
  }, []);
}
