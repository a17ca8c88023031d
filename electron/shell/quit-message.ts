import { type BrowserWindow, dialog } from 'electron';

/** What stops within this time is not worth a message, ms. */
const QUIET_MS = 1_000;

/**
 * Shows on a window that things are being stopped. Resolves when the user would rather end at once; the signal means
 * that it is over, and the promise then stays open.
 */
export async function askQuitNow(window: BrowserWindow | null, signal: AbortSignal): Promise<void> {
  window?.setTitle('Stopping… · Signalbox');
  // More than 1 means: it is going on, nobody knows how long.
  window?.setProgressBar(2);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, QUIET_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
  const message = {
    type: 'info' as const,
    message: 'Signalbox is stopping what runs.',
    detail: 'It closes by itself when everything has stopped. To quit now leaves the rest to the next start.',
    buttons: ['Quit now'],
    signal,
  };
  if (window === null || window.isDestroyed()) await dialog.showMessageBox(message);
  else await dialog.showMessageBox(window, message);
  // The message also goes away because everything has stopped: nobody asked for anything then.
  if (signal.aborted) await new Promise<never>(() => {});
}
