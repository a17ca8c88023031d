import { BrowserWindow, nativeTheme } from 'electron';
import { PAGE_URL } from './origin.ts';
import { type WindowParts, windowOptions } from './window-options.ts';

/** Opens a window on the page; it is shown as soon as there is something to see. */
export function openWindow(parts: Omit<WindowParts, 'dark'>, prepare: (window: BrowserWindow) => void): BrowserWindow {
  const window = new BrowserWindow(windowOptions({ ...parts, dark: nativeTheme.shouldUseDarkColors }));
  // The title is the shell's: it says what fails even while the page is busy.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  prepare(window);
  window.loadURL(PAGE_URL).catch(() => {
    // Told by did-fail-load and render-process-gone, which are listened to where they can be acted on.
  });
  return window;
}
