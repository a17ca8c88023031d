import { type BrowserWindow, dialog } from 'electron';
import { toWireError } from '../../shared/errors.ts';
import type { Workbench } from '../core/doors.ts';
import type { Launch } from './argv.ts';
import { DESKTOP_USER } from './desktop-user.ts';
import { PAGE_URL } from './origin.ts';

/** Opens folders while the app runs. */
export interface Opener {
  /** Opens what another start, a link or a drop asked for, and brings the window to the front. It never fails: it tells. */
  open(launch: Launch): Promise<void>;
  /** Id of the workspace the page shows unless it asks for another; undefined for the first one. */
  shown(): string | undefined;
}

/**
 * Makes the opener. A folder opens as it was decided about before, and to look only when nothing was decided: no
 * command line of a running app and no link can make it run things.
 */
export function createOpener(
  workbench: Workbench,
  window: () => BrowserWindow | null,
  log: (line: string) => void,
): Opener {
  let shown: string | undefined;

  async function openFolder(folder: string): Promise<void> {
    const answer = (await workbench.call('workspace.open', { path: folder }, { caller: DESKTOP_USER })) as {
      readonly result?: { readonly id: string };
    };
    if (!answer.result) return;
    shown = answer.result.id;
    await window()?.loadURL(`${PAGE_URL}?workspace=${shown}`);
  }

  return {
    shown: () => shown,
    async open({ folder, fault }) {
      bringForward(window());
      try {
        if (fault !== null) log(fault);
        if (folder !== null) await openFolder(folder);
      } catch (error) {
        const { message, hint } = toWireError(error);
        log(`${folder} was not opened: ${message}`);
        const box = { type: 'warning' as const, message, detail: hint, buttons: ['OK'] };
        const target = window();
        await (target ? dialog.showMessageBox(target, box) : dialog.showMessageBox(box));
      }
    },
  };
}

/** Lets the user pick a folder and opens it. */
export async function pickFolder(window: BrowserWindow | null, opener: Opener): Promise<void> {
  if (window === null || window.isDestroyed()) return;
  const picked = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
  const [folder] = picked.filePaths;
  if (!picked.canceled && folder !== undefined) await opener.open({ folder, trusted: false, fault: null });
}

function bringForward(window: BrowserWindow | null): void {
  if (window === null || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
