import { t } from '../../text';
import { complain, say } from '../../state/toasts';
import type { Shot } from '../../api/types';
import { around, boxOf } from './plane';

/** Puts a picture on the clipboard, as PNG: that is what every program takes. */
export async function copyShot(shot: Shot): Promise<void> {
  await copy(async () => {
    const blob = await fetchPicture(shot.url);
    return blob.type === 'image/png' ? blob : toPng(await createImageBitmap(blob));
  });
}

const sideMax = 8192;

/** Puts the whole board on the clipboard as one picture, hidden shots left out. */
export async function copyBoard(shots: readonly Shot[]): Promise<void> {
  const shown = shots.filter(shot => !shot.hidden);
  await copy(async () => {
    const box = around(shown.map(boxOf));
    const scale = Math.min(1, sideMax / box.width, sideMax / box.height);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.max(1, Math.round(box.width * scale)), Math.max(1, Math.round(box.height * scale))];
    const context = canvas.getContext('2d');
    for (const shot of shown) {
      const bitmap = await createImageBitmap(await fetchPicture(shot.url));
      const at = boxOf(shot);
      if (context) context.globalAlpha = shot.opacity;
      context?.drawImage(bitmap, (at.x - box.x) * scale, (at.y - box.y) * scale, at.width * scale, at.height * scale);
      bitmap.close();
    }
    return blobOf(canvas);
  });
}

async function fetchPicture(url: string): Promise<Blob> {
  const response = await fetch(url, { credentials: 'same-origin' });
  if (!response.ok) throw new Error(t('viewer.no_picture'));
  return response.blob();
}

async function copy(make: () => Promise<Blob>): Promise<void> {
  try {
    // The promise goes in at once: a browser forgets that a person asked for it while pictures are drawn.
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': make() })]);
    say(t('toast.copied_picture'));
  } catch (error) {
    complain(error instanceof DOMException ? new Error(t('viewer.no_copy')) : error);
  }
}

async function toPng(bitmap: ImageBitmap): Promise<Blob> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return blobOf(canvas);
}

const blobOf = (canvas: HTMLCanvasElement): Promise<Blob> => new Promise((resolve, reject) =>
  canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error(t('viewer.no_copy')))), 'image/png'));
