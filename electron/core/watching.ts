import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { journalActions } from '../../shared/actions/journal.ts';
import type { Clock } from './clock.ts';
import type { ConfigOwner } from './config/config-owner.ts';
import type { WorkspaceConfig } from './config/settings-table.ts';
import type { HandlersOf } from './dispatch.ts';
import type { HotSwap } from './hotswap/hot-swap.ts';
import type { Journal } from './journal/journal.ts';
import type { GaugePlane } from './rpc/gauges.ts';
import type { KnownFile, ProvenFile, RescanResult, SettledFile, Watcher, WatchMessage } from './watch/types.ts';
import { watchFolder } from './watch/watcher.ts';
import { explainOutcome, unwatched } from './watch-answers.ts';
import { watchSettings } from './watch-settings.ts';

/** The watcher of a workspace, joined to the owners of what it sees. */
export interface Watching {
  readonly ready: Promise<void>;
  readonly handlers: Pick<HandlersOf<typeof journalActions>, 'explain' | 'watchHealth'>;
  /** Compares what is known with the disk; `cause` is the position of the act that asked. */
  rescan(cause: string): Promise<RescanResult>;
  reread(paths: string[]): void;
  /** Whether anything is watched now. */
  isOn(): boolean;
  /** Watches by other settings from now on, with all that is known; `cause` is the position of `config.reloaded`. */
  reconfigure(settings: WorkspaceConfig, cause: string): Promise<void>;
  close(): Promise<void>;
}

interface WatchingOptions {
  readonly journal: Journal;
  readonly hotSwap: HotSwap;
  readonly config: ConfigOwner;
  readonly gauges: GaugePlane;
  readonly clock: Clock;
  readonly root: string;
  /** A worker that was started for the watcher. */
  readonly ahead: Worker;
  /** Files that the first scan need not read. */
  readonly proven: readonly ProvenFile[];
  /** Position of `epoch.opened`. */
  readonly began: string;
  readonly log: (message: string) => void;
}

const OFF = { files: 0, found: 0, ms: 0 };

/** Starts the watcher of a workspace and hands what it says to the journal, the definitions and the settings. */
export function createWatching(options: WatchingOptions): Watching {
  const { journal, hotSwap, config, gauges, clock, root, began } = options;
  let messages = 0;
  let asked = began;
  let startedBy = began;
  const degradedAt = new Map<string, string>();
  let rate = { since: clock.mono(), seq: journal.position().seq };

  let hasStarted = false;

  function append(message: WatchMessage): void {
    switch (message.type) {
      case 'started':
        hasStarted = true;
        journal.append({
          type: 'watch.started',
          subject: 'watch',
          cause: startedBy,
          body: { root, backend: message.backend, dirs: message.dirs, files: message.files, ms: round(message.ms) },
        });
        return;
      case 'rescanned': {
        const { reason, files, found, ms } = message;
        if (found === 0 && reason === 'timer') return;
        const cause = reason === 'asked' ? asked : reason === 'start' ? began : null;
        journal.append({
          type: 'watch.rescanned',
          subject: 'watch',
          cause,
          body: { reason, files, found, ms: round(ms) },
        });
        return;
      }
      case 'degraded': {
        const { path, reason, fallback } = message;
        degradedAt.set(
          path,
          journal.append({ type: 'watch.degraded', subject: 'watch', cause: null, body: { path, reason, fallback } }),
        );
        return;
      }
      case 'recovered': {
        const cause = degradedAt.get(message.path) ?? began;
        degradedAt.delete(message.path);
        journal.append({ type: 'watch.recovered', subject: 'watch', cause, body: { path: message.path } });
        return;
      }
      case 'root-lost':
        journal.append({ type: 'root.lost', subject: 'watch', cause: null, body: { root } });
        return;
      case 'root-returned':
        journal.append({ type: 'root.returned', subject: 'watch', cause: null, body: { root } });
        return;
      case 'limit':
        journal.append({
          type: 'limit.hit',
          subject: 'watch',
          cause: began,
          body: { what: message.what, limit: message.limit, value: message.value },
        });
        return;
      case 'problem': {
        const { path, code, message: text } = message;
        const body = { problemId: `watch/${path}`, rule: code, path, message: text, hint: HINTS[code] };
        journal.append({ type: 'problem.found', subject: `file:${path}`, cause: began, body });
        return;
      }
      case 'problem-cleared':
        journal.append({
          type: 'problem.cleared',
          subject: `file:${message.path}`,
          cause: began,
          body: { problemId: `watch/${message.path}` },
        });
        return;
      case 'dirty':
        hotSwap.gathering.dirty(message.count);
        gauges.set({ dirty: message.count });
        return;
      case 'git':
        git(message.lock, message.headChanged, message.head?.replace(/^refs\/heads\//, '') ?? null);
        return;
      case 'settled':
        settled(message.files, message.dirty);
    }
  }

  function git(lock: boolean, headChanged: boolean, head: string | null): void {
    hotSwap.gathering.git({ lock, headChanged, head });
    gauges.set({ gitHead: head, gitBusy: lock });
  }

  function settled(files: readonly SettledFile[], dirty: number): void {
    // What the first look finds was there before: nothing has happened yet.
    gauges.set(hasStarted ? { dirty, lastEventAt: clock.now() } : { dirty });
    hotSwap.gathering.dirty(dirty);
    const settings = files.filter((file) => file.rule === 'config');
    const others = settings.length > 0 ? files.filter((file) => file.rule !== 'config') : files;
    if (others.length > 0) hotSwap.settled(others);
    for (const file of settings) if (config.differs(file.path, file.hash) && !isIgnored(file)) reloadConfig(file);
  }

  /** It is told as gone because a glob covers it now; it is there, and what it says holds. */
  function isIgnored({ path: name, change }: SettledFile): boolean {
    return change === 'remove' && existsSync(path.join(root, name));
  }

  function reloadConfig(file: SettledFile): void {
    const { path: name, change, hash, size, mtimeMs, rawCount, settleMs, bytes } = file;
    const body = {
      path: name,
      change,
      hash,
      size,
      mtime: Math.round(mtimeMs),
      rawCount,
      ms: round(settleMs),
      definition: null,
      role: 'config' as const,
    };
    const cause = journal.append({ type: 'file.settled', subject: `file:${name}`, cause: null, body });
    void hotSwap.lane.run(() => config.settled(name, change === 'remove' ? undefined : bytes, cause));
  }

  function onMessage(message: WatchMessage): void {
    messages += 1;
    append(message);
  }

  const measure = setInterval(() => {
    const { seq } = journal.position();
    const seconds = (clock.mono() - rate.since) / 1_000;
    gauges.set({ eventsPerSecond: Math.round((seq - rate.seq) / seconds) });
    rate = { since: clock.mono(), seq };
  }, 1_000);
  measure.unref();

  function begin(
    settings: WorkspaceConfig,
    { known = [], proven = [], ahead }: { known?: KnownFile[]; proven?: readonly ProvenFile[]; ahead?: Worker },
  ): Watcher | null {
    if (settings['watch.enabled'])
      return watchFolder({ root, ...watchSettings(settings, hotSwap.kinds), known, proven }, onMessage, ahead);
    void ahead?.terminate();
    journal.append({
      type: 'watch.started',
      subject: 'watch',
      cause: startedBy,
      body: { root, backend: 'off', dirs: 0, files: 0, ms: 0 },
    });
    return null;
  }

  /** What the definitions came from: a watcher that begins with it tells only what changed while nobody watched. */
  function knownFiles(): KnownFile[] {
    return [...hotSwap.entries.all()].flatMap((entry) =>
      [...entry.files.values()].map(({ path, hash, size, mtime }) => ({ path, hash, size, mtimeMs: mtime, ino: 0 })),
    );
  }

  async function reconfigure(settings: WorkspaceConfig, cause: string): Promise<void> {
    asked = cause;
    startedBy = cause;
    if (watcher && settings['watch.enabled']) {
      await watcher.reconfigure(watchSettings(settings, hotSwap.kinds));
      return;
    }
    const old = watcher;
    watcher = null;
    await old?.close();
    if (!closed) watcher = begin(settings, { known: knownFiles() });
    await watcher?.ready;
  }

  let closed = false;
  let watcher = begin(config.active, options);

  const ready = watcher ? watcher.ready.then(() => hotSwap.scanned()) : hotSwap.scanned();
  // Whoever opened the workspace may close it before it is ready, and may not be waiting.
  ready.catch(() => {});

  return {
    ready,
    handlers: {
      async explain({ path }) {
        if (!watcher) return unwatched(path);
        return explainOutcome(await watcher.explain(path), journal.state());
      },
      async watchHealth() {
        if (!watcher) return { backend: 'off', messages };
        return { ...(await watcher.health()), messages };
      },
    },
    rescan(cause) {
      asked = cause;
      return watcher ? watcher.rescan('asked') : Promise.resolve(OFF);
    },
    reread: (paths) =>
      void watcher
        ?.reread(paths)
        .catch((error: unknown) => options.log(`files could not be read again: ${String(error)}`)),
    isOn: () => watcher !== null,
    reconfigure,
    async close() {
      closed = true;
      clearInterval(measure);
      await watcher?.close();
    },
  };
}

const HINTS: Readonly<Record<Extract<WatchMessage, { type: 'problem' }>['code'], string>> = {
  LINK_OUTSIDE: 'Name the folder under watch.follow if the link may be followed.',
  LINK_LOOP: 'Remove the link, or point it elsewhere.',
  LINK_BROKEN: 'Remove the link, or create what it points to.',
  NAME_NOT_UTF8: 'Rename the file with a name in UTF-8.',
};

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
