import path from 'node:path';
import type { Clock } from './clock.ts';
import type { WorkspaceConfig } from './config/settings-table.ts';
import { maskKey } from './home/places.ts';
import type { Masker } from './journal/masker.ts';
import { createOwnLog, OWN_STREAM, type OwnLine, type OwnLog } from './logs/own-log.ts';
import { type LogReader, openLogReader } from './logs/reader.ts';
import { type LogStore, openLogStore } from './logs/store.ts';
import { logBounds } from './settings-in-force.ts';

/** Lines of our own that are kept until there is a store; what is older was printed all the same. */
const EARLY_LINES = 1_000;

export interface WorkspaceLogsOptions {
  /** Folder of the workspace's own things. */
  readonly dir: string;
  readonly clock: Clock;
  readonly masker: Masker;
  readonly print: (line: string) => void;
}

/** What is written in a workspace, by what runs in it and by Signalbox itself. */
export interface WorkspaceLogs {
  readonly own: OwnLog;
  /** Reads what is stored, by whichever host. */
  readonly reader: LogReader;
  /** Folder of the stored lines. */
  readonly folder: string;
  /** Null before `open`, and where another host writes them. */
  readonly store: LogStore | null;
  /** Begins to store; only who holds the workspace may. @param position seq of the journal now */
  open(position: () => number): LogStore;
  /** Keeps as much as the settings say. */
  bound(settings: WorkspaceConfig): void;
  close(): Promise<void>;
}

/** Makes the logs of a workspace; nothing is stored before `open`. */
export function createWorkspaceLogs({ dir, clock, masker, print }: WorkspaceLogsOptions): WorkspaceLogs {
  const folder = path.join(dir, 'logs');
  let store: LogStore | null = null;
  let early: OwnLine[] = [];
  let unfollow = () => {};

  const own = createOwnLog(clock, masker.text, (line) => {
    print(`${line.source}: ${line.text}`);
    if (store) keep(store, line);
    else if (early.length < EARLY_LINES) early.push(line);
  });

  function keep(to: LogStore, { level, source, text }: OwnLine): void {
    // Further lines of one text are set in, so that none of them looks like a line of its own.
    const line = `${level.toUpperCase()} ${source}: ${text.replaceAll('\n', '\n  ')}\n`;
    void to.write(OWN_STREAM, 'own', null, Buffer.from(line));
  }

  const reader = openLogReader({
    folder,
    connect: () => store?.toReader() ?? null,
    log: (message) => own.write('warn', 'logs', message),
  });

  return {
    own,
    reader,
    folder,
    get store() {
      return store;
    },
    open(position) {
      // Nothing is dropped before the settings are read.
      const bounds = { workspaceBytes: Infinity, streamBytes: Infinity, streamDays: Infinity };
      const log = (message: string) => own.write('warn', 'logs', message);
      const opened = openLogStore({ folder, clock, position, bounds, key: maskKey(dir), log });
      store = opened;
      unfollow = masker.follow(opened.hide);
      for (const line of early) keep(opened, line);
      early = [];
      return opened;
    },
    bound: (settings) => store?.bound(logBounds(settings)),
    async close() {
      unfollow();
      await Promise.all([reader.close(), store?.close()]);
    },
  };
}
