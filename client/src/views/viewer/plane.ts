import type { Shot } from '../../api/types';

/** What part of the board is seen: the board's unit at the window's corner, and how large a unit is. */
export interface View {
  x: number;
  y: number;
  zoom: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const zoomMin = 0.02;
export const zoomMax = 8;

export const boxOf = (shot: Shot): Box => ({ x: shot.x, y: shot.y, width: shot.width * shot.scale, height: shot.height * shot.scale });

/** The smallest box around all; one that is somewhere where there is nothing. */
export function around(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 1, height: 1 };
  const [left, top] = [Math.min(...boxes.map(box => box.x)), Math.min(...boxes.map(box => box.y))];
  return {
    x: left, y: top,
    width: Math.max(1, Math.max(...boxes.map(box => box.x + box.width)) - left),
    height: Math.max(1, Math.max(...boxes.map(box => box.y + box.height)) - top),
  };
}

export interface Frame {
  width: number;
  height: number;
  top: number;
  side: number;
  bottom: number;
}

/** All in the middle of the window, never larger than it is. */
export function fit(box: Box, frame: Frame): View {
  const [width, height] = [Math.max(40, frame.width - frame.side * 2), Math.max(40, frame.height - frame.top - frame.bottom)];
  const zoom = Math.max(zoomMin, Math.min(1, width / box.width, height / box.height));
  return {
    zoom,
    x: box.x - (frame.side + (width - box.width * zoom) / 2) / zoom,
    y: box.y - (frame.top + (height - box.height * zoom) / 2) / zoom,
  };
}

/** A zoom around a point of the window, which stays where it is. */
export function zoomAt(view: View, zoom: number, pointX: number, pointY: number): View {
  const next = Math.max(zoomMin, Math.min(zoomMax, zoom));
  return { zoom: next, x: view.x + pointX / view.zoom - pointX / next, y: view.y + pointY / view.zoom - pointY / next };
}

/** The next step of 10, 25, 50, 75, 100 … percent. */
export function zoomStep(zoom: number, isIn: boolean): number {
  const steps = [0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 8];
  return isIn
    ? steps.find(step => step > zoom * 1.01) ?? zoomMax
    : [...steps].reverse().find(step => step < zoom * 0.99) ?? zoomMin;
}

/** Reading order: by rows as far as the shots lie in rows, else from the left. */
export function inOrder(shots: readonly Shot[]): Shot[] {
  const row = 120;
  return [...shots].sort((a, b) => Math.abs(a.y - b.y) > row ? a.y - b.y : a.x - b.x);
}
