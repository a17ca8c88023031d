import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { app, type BrowserWindow, powerMonitor, session } from 'electron';
import type { Workbench } from '../core/doors.ts';
import { workspaceRootOf } from '../core/home/agently-root.ts';
import { ownSample } from '../core/home/sample.ts';
import { openWorkbench } from '../core/workbench.ts';
import type { Launch } from './argv.ts';
import { DESKTOP_USER } from './desktop-user.ts';
import { launchBeside } from './launch-editor.ts';
import { say } from './log.ts';
import { showMenu } from './menu.ts';
import { lockNavigation } from './navigation.ts';
import { createOpener, pickFolder } from './opener.ts';
import { lockSession } from './permissions.ts';
import { appPlaces } from './places.ts';
import { offerPort } from './port.ts';
import { servePage } from './protocol.ts';
import { createQuit, LOG_OUT_MS, type Quit } from './quit.ts';
import { askQuitNow } from './quit-message.ts';
import { reopenLost } from './reopen.ts';
import type { Inbox } from './single-instance.ts';
import { followTitle } from './title.ts';
import { openWindow } from './window.ts';

/** With what the desktop app starts. */
export interface DesktopOptions {
  readonly home: string;
  readonly launch: Launch;
  readonly inbox: Inbox;
}

/**
 * The desktop app, once Electron is ready: locks, workbench, window, and how all of it ends.
 *
 * @throws AppError NOT_FOUND when the folder to open is missing
 */
export async function startDesktop({ home, launch, inbox }: DesktopOptions): Promise<void> {
  const places = appPlaces();
  const devTools = !app.isPackaged;
  lockNavigation(app, say);
  lockSession(session.defaultSession, app.isPackaged);
  servePage(places.page);
  if (!process.getBuiltinModule('node:sqlite')) {
    say('This runtime has no SQLite: the journal is kept in memory only and is gone after a restart.');
  }

  await mkdir(home, { recursive: true, mode: 0o700 });
  if (launch.fault !== null) say(launch.fault);
  // A link with a fault in it opens nothing but the sample.
  const ofEnvironment = launch.trusted ? workspaceRootOf(null, process.env, existsSync) : null;
  const workbench = await openWorkbench({
    home,
    env: process.env,
    build: app.getVersion(),
    log: say,
    folder: launch.folder ?? ofEnvironment?.root ?? (await ownSample(home, places.sample)),
    // The sample is ours.
    trusted: launch.trusted || launch.folder === null,
    launchEditor: launchBeside,
  });

  let window: BrowserWindow | null = null;
  const quit = createQuit({
    close: () => workbench.close(),
    askQuitNow: (signal) => askQuitNow(window, signal),
    exit: (code) => app.exit(code),
    log: say,
  });
  const losses: number[] = [];
  const opener = createOpener(workbench, () => window, say);
  const open = (): void => {
    window = openWindow({ preload: places.preload, icon: places.icon, devTools }, (made) => {
      offerPort(made.webContents, (port) => workbench.connect(port, DESKTOP_USER, opener.shown()), say);
      reopenLost(made, { begun: () => quit.begun, reopen: open, losses, log: say });
      endWithWindow(made, quit, workbench);
    });
  };
  open();
  followTitle(workbench, (title, failing) => {
    if (quit.begun || window === null || window.isDestroyed()) return;
    window.setTitle(title);
    app.setBadgeCount(failing);
  });
  showMenu({ openFolder: () => void pickFolder(window, opener) }, devTools);
  inbox.open((asked) => void opener.open(asked));
  followSystem(workbench, quit);
}

/** Closing the last window ends the app, but not before everything was stopped: until then the window stays and says so. */
function endWithWindow(window: BrowserWindow, quit: Quit, workbench: Pick<Workbench, 'stopMs'>): void {
  window.on('close', (event) => {
    event.preventDefault();
    void quit.begin(workbench.stopMs());
  });
  window.on('session-end', () => void quit.begin(LOG_OUT_MS));
}

function followSystem(workbench: Workbench, quit: Quit): void {
  app.on('before-quit', (event) => {
    event.preventDefault();
    void quit.begin(workbench.stopMs());
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    say(`A helper of the window system ended: ${type}, ${reason}, exit code ${exitCode}.`);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void quit.begin(workbench.stopMs()));
  powerMonitor.on('shutdown', () => void quit.begin(LOG_OUT_MS));
  // Watches may have slept through changes on disk.
  powerMonitor.on('resume', () => {
    workbench.call('workspace.rescan', {}, { caller: DESKTOP_USER }).catch((error: unknown) => {
      say(`The disk could not be compared after waking up: ${String(error)}`);
    });
  });
}
