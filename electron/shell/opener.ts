import { type BrowserWindow, dialog } from 'electron';
import { toWireError } from '../../shared/errors.ts';
import type { Workbench } from '../core/doors.ts';
import type { Launch } from './argv.ts';
import { PAGE_URL } from './origin.ts';

/** Opens folders while the app runs. */
export interface Opener {
  /** Opens what another start, a link or a drop asked for, and brings the window to the front. It never fails: it tells. */
  open(launch: Launch): Promise<void>;
  /** Id of the workspace the page shows unless it asks for another; undefined for the first one. */
  shown(): string | undefined;
}

/**
 * Makes the opener. A folder that the user picked or typed opens as was decided about it before, to look only when
 * nothing was decided. What a link asks for only ever opens to look, also when it was trusted before.
 */
export function createOpener(
  workbench: Workbench,
  window: () => BrowserWindow | null,
  log: (line: string) => void,
): Opener {
  let shown: string | undefined;

  async function openFolder(folder: string, byLink: boolean): Promise<void> {
    const { id } = await workbench.open(folder, byLink ? { trusted: false } : {});
    shown = id;
    await window()?.loadURL(`${PAGE_URL}?workspace=${id}`);
  }

  return {
    shown: () => shown,
    async open({ folder, trusted, fault }) {
      bringForward(window());
      try {
        if (fault !== null) log(fault);
        if (folder !== null) await openFolder(folder, !trusted);
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
  if (!picked.canceled && folder !== undefined) await opener.open({ folder, trusted: true, fault: null });
}

function bringForward(window: BrowserWindow | null): void {
  if (window === null || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
