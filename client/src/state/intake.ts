import { signal } from '@preact/signals';
import { post, upload } from '../api/client';
import type { OperationDetail, UploadResult } from '../api/types';
import { t } from '../text';
import { refreshFacets } from './live';
import { noteOperation } from './live';
import { complain, say } from './toasts';

/** Pictures that wait for the save dialog. */
export const incoming = signal<readonly File[]>([]);
/** Whether files are held over the page. */
export const isDropping = signal(false);

const portable = /\.(fastshot|fastshot\.enc)$/i;
const picture = /^image\//;
const pictureName = /\.(png|jpe?g|webp|gif|avif|bmp|tiff?|heic|svg)$/i;

/** Pictures go to the save dialog, portable files are imported at once. */
export function takeIn(files: readonly File[]): void {
  const portables = files.filter(file => portable.test(file.name));
  // What is no picture by its name goes along: the server looks at the bytes, and says which file is none.
  const pictures = files.filter(file => !portable.test(file.name) && (files.length === 1 || picture.test(file.type) || pictureName.test(file.name) || file.type === ''));
  if (portables.length > 0) void importFiles(portables);
  if (pictures.length > 0) incoming.value = [...incoming.value, ...pictures];
  else if (portables.length === 0 && files.length > 0) complain(new Error(t('intake.no_pictures')));
}

async function importFiles(files: readonly File[]): Promise<void> {
  const form = new FormData();
  files.forEach(file => form.append('files', file, file.name));
  try {
    const answer = await post<OperationDetail>('/api/import', form);
    noteOperation(answer.operation);
    say(t('toast.importing', { n: files.length }));
  } catch (error) {
    complain(error);
  }
}

/** Lets the browser's own window choose files. */
export function chooseFiles(): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = 'image/*,.fastshot';
  input.onchange = () => takeIn([...(input.files ?? [])]);
  input.click();
}

/** Reads a picture from the clipboard, where the browser lets a button do that. */
export async function pasteFromClipboard(): Promise<void> {
  try {
    const files: File[] = [];
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find(one => picture.test(one));
      if (type) files.push(new File([await item.getType(type)], pastedName(type, files.length), { type }));
    }
    if (files.length > 0) takeIn(files);
    else complain(new Error(t('intake.empty_clipboard')));
  } catch {
    complain(new Error(t('intake.use_keys')));
  }
}

const pastedName = (type: string, at: number): string =>
  `${t('intake.pasted_name')}${at > 0 ? ` ${at + 1}` : ''}.${type.split('/')[1]?.replace('jpeg', 'jpg').replace(/[^a-z0-9]/g, '') ?? 'png'}`;

/** One picture of a screen, a window or a tab. */
export async function capture(): Promise<void> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getDisplayMedia({ video: { width: { ideal: 7680 }, height: { ideal: 4320 } }, audio: false });
  } catch (error) {
    // A person who closes the browser's question has changed their mind; everything else is said.
    if (!(error instanceof DOMException && error.name === 'NotAllowedError')) complain(new Error(t('intake.no_capture')));
    return;
  }
  try {
    const video = document.createElement('video');
    video.srcObject = stream;
    video.muted = true;
    await video.play();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
    if (blob) takeIn([new File([blob], `${t('intake.capture_name')}.png`, { type: 'image/png' })]);
  } finally {
    stream.getTracks().forEach(track => track.stop());
  }
}

/** Sends the pictures of the dialog as one session. */
export async function saveIncoming(
  files: readonly File[], about: { name: string; description: string; tags: readonly string[]; color: string; class: string },
  progress: (share: number) => void, stop: AbortSignal): Promise<UploadResult> {
  const form = new FormData();
  // Words first: what a server knows when the bytes come, it can check before them.
  form.append('name', about.name);
  form.append('description', about.description);
  about.tags.forEach(tag => form.append('tag', tag));
  form.append('color', about.color);
  form.append('class', about.class);
  files.forEach(file => form.append('files', file, file.name));
  const result = await upload<UploadResult>('/api/sessions', form, progress, stop);
  refreshFacets(100);
  return result;
}

/** Hears of files that are dropped or pasted anywhere. */
export function startIntake(): void {
  let depth = 0;
  const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
  addEventListener('dragenter', event => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth++;
    isDropping.value = true;
  });
  addEventListener('dragover', event => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  addEventListener('dragleave', event => {
    if (!holdsFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) isDropping.value = false;
  });
  addEventListener('drop', event => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    isDropping.value = false;
    void droppedFiles(event.dataTransfer).then(takeIn, complain);
  });
  addEventListener('paste', event => {
    const at = event.target;
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) && event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    // Browsers call every pasted picture "image.png".
    takeIn(files.map((file, i) => (file.name === 'image.png' ? new File([file], pastedName(file.type, i), { type: file.type }) : file)));
  });
}

const filesMax = 1000;

/** The files that were dropped, and those of the folders that were dropped. */
async function droppedFiles(data: DataTransfer | null): Promise<File[]> {
  if (data === null) return [];
  const entries = [...data.items].map(item => item.webkitGetAsEntry?.() ?? null);
  if (entries.every(entry => entry === null || entry.isFile)) return [...data.files];
  const files: File[] = [];
  const queue = entries.filter(entry => entry !== null);
  while (queue.length > 0 && files.length < filesMax) {
    const entry = queue.shift();
    if (entry?.isFile) {
      files.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
    } else if (entry?.isDirectory) {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      for (;;) {
        const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
        if (some.length === 0) break;
        queue.push(...some.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })));
      }
    }
  }
  return files;
}
