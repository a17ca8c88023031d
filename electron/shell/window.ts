import { BrowserWindow, nativeTheme, type BrowserWindowConstructorOptions } from 'electron';
import { PAGE_URL } from './origin.ts';

/** What a window is made of. */
export interface WindowParts {
  /** File of the built preload. */
  readonly preload: string;
  /** File of the icon, where the system does not take it from the installed app. */
  readonly icon: string;
  /** Developer tools are for checkouts. */
  readonly devTools: boolean;
  /** Whether the system shows dark windows. */
  readonly dark: boolean;
}

/** The colour behind the page until it has drawn itself: that of its own background. */
const BEHIND = { light: '#fcfbf8', dark: '#1d1c19' } as const;

/** Everything a window is made with. The page is as far from the system as Electron can put it. */
export function windowOptions({ preload, icon, devTools, dark }: WindowParts): BrowserWindowConstructorOptions {
  return {
    // Electron keeps place and size under this name, and sees to it that they fit the screens there are.
    name: 'main',
    windowStatePersistence: true,
    title: 'Signalbox',
    icon,
    width: 1280,
    height: 820,
    minWidth: 720,
    minHeight: 480,
    show: false,
    backgroundColor: dark ? BEHIND.dark : BEHIND.light,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools,
    },
  };
}

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
