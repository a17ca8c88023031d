import { type FSWatcher, linkSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import { isAlive, ourIdentity, type ProcessIdentity } from './process-identity.ts';

/** One app serves a workspace at a time: the lock names it by pid and start time. */
export interface WorkspaceLock {
  /** Who holds it when we do not, in words; null when we do. */
  readonly holder: string | null;
  /** Asks the holder to let go and takes the lock. Throws BUSY when it does not within 5 s. */
  takeOver(): Promise<void>;
  release(): void;
}

interface Held extends ProcessIdentity {
  readonly host: string;
}

const TAKE_OVER_MS = 5_000;

/**
 * Takes the lock of a workspace, or tells who has it. `onAsked` is called when another app asks us to let go: the
 * caller stops writing, then the lock is released.
 */
export function lockWorkspace(dir: string, host: string, onAsked: () => Promise<void>): WorkspaceLock {
  const file = path.join(dir, 'lock.json');
  const asked = path.join(dir, 'lock.asked');
  let holder = acquire(file, host);
  let watcher: FSWatcher | null = null;
  if (holder === null) listen();

  function listen(): void {
    rmSync(asked, { force: true });
    watcher = watch(dir, { persistent: false }, (_event, name) => {
      if (name === 'lock.asked' && holder === null && isAsked(asked)) void letGo();
    });
    watcher.on('error', () => watcher?.close());
  }

  async function letGo(): Promise<void> {
    watcher?.close();
    watcher = null;
    holder = 'another Signalbox, which took over';
    await onAsked();
    dropOurs(file);
  }

  return {
    get holder() {
      return holder;
    },
    async takeOver() {
      if (holder === null) return;
      writeFileSync(asked, JSON.stringify(ourIdentity()), { mode: 0o600 });
      const deadline = Date.now() + TAKE_OVER_MS;
      // The other process answers by removing a file: there is nothing to await but the file system.
      while (Date.now() < deadline) {
        holder = acquire(file, host);
        if (holder === null) return listen();
        await delay(50);
      }
      rmSync(asked, { force: true });
      throw new AppError('BUSY', `${holder} did not let go of this workspace within ${TAKE_OVER_MS / 1000} s.`);
    },
    release() {
      watcher?.close();
      watcher = null;
      if (holder === null) dropOurs(file);
    },
  };
}

/** Null when the lock is ours now; else who has it. A lock whose process is gone is taken. */
function acquire(file: string, host: string): string | null {
  const ours: Held = { ...ourIdentity(), host };
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(ours), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        // A hard link appears at once and fails when the name is taken: no two processes can both succeed.
        linkSync(temporary, file);
        return null;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const held = readHeld(file);
      if (held && isAlive(held))
        return held.pid === process.pid ? 'this app, in another window' : `process ${held.pid} on ${held.host}`;
      rmSync(file, { force: true });
    }
    return 'another Signalbox that is starting';
  } finally {
    rmSync(temporary, { force: true });
  }
}

function readHeld(file: string): Held | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Held;
  } catch {
    return null;
  }
}

function isAsked(file: string): boolean {
  const asker = readHeld(file);
  return asker !== null && isAlive(asker);
}

function dropOurs(file: string): void {
  const held = readHeld(file);
  if (held?.pid === process.pid) rmSync(file, { force: true });
}
