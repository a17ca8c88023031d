import type { BrowserWindow } from 'electron';
import { recoveryFor } from './recover.ts';

/** What a lost page touches. */
export interface ReopenParts {
  /** Whether the app is ending anyway. */
  readonly begun: () => boolean;
  readonly reopen: () => void;
  /** When pages of this app were lost, ms; kept over all windows, because each new one would begin to count afresh. */
  readonly losses: number[];
  readonly log: (line: string) => void;
}

/** Replaces a window whose page was lost by a new one. Everything that runs goes on: the page only shows it. */
export function reopenLost(window: BrowserWindow, { begun, reopen, losses, log }: ReopenParts): void {
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    const now = performance.now();
    const recovery = begun() ? 'nothing' : recoveryFor(reason, losses, now);
    log(`The process of the page ended: ${reason}, exit code ${exitCode}; ${recovery}.`);
    if (recovery !== 'reopen') return;
    losses.push(now);
    // The new window comes first: without any, the app would end.
    reopen();
    window.destroy();
  });
}
