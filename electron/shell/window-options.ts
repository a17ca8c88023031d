import type { BrowserWindowConstructorOptions } from 'electron';

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
