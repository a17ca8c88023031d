import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type WireError } from '../../../shared/errors.ts';
import type { DefinitionState } from '../../../shared/state.ts';
import { tableEntries } from '../../../shared/table.ts';
import { systemClock } from '../clock.ts';
import { openParser } from '../documents/parser.ts';
import { openJournal } from '../journal/journal.ts';
import { createMasker } from '../journal/masker.ts';
import type { WatchMessage } from '../watch/types.ts';
import { watchFolder } from '../watch/watcher.ts';
import { createDefinitionLoader } from './definition-loader.ts';
import { createHotSwap, type HotSwap } from './hot-swap.ts';
import type { Kind } from './kinds/kind.ts';
import { kinds as allKinds } from './kinds/table.ts';
import { createLane } from './lane.ts';
import { type Action, needFunctions, type Reloadable } from './reloadable.ts';
import { watchRules } from './watch-rules.ts';

/** How a manager watches. Every part has the default of the product. */
export interface HotSwapManagerOptions {
  /** A file is read this long after its last change, ms; default 20. */
  readonly settleMs?: number;
  /** A file under a stream of changes is read at the latest after this, ms; default 100. */
  readonly settleMaxMs?: number;
  /** Whether anything is watched; default true, unless `AGENTLY_HOTSWAP` in `env` says 0, false, no or off. */
  readonly enabled?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** Globs to ignore besides the built-in ones, and folders outside of the root that links may lead to. */
  readonly ignore?: readonly string[];
  readonly follow?: readonly string[];
  readonly polling?: boolean;
  readonly kinds?: readonly Kind[];
  /** A follower failed: what was told to it, and what it threw. The others are not concerned. */
  onError?(failure: FollowerFailure): void;
  /** A file does not load; what serves goes on serving. */
  onRefused?(refused: { kind: string; name: string; error: WireError }): void;
  /** What else the machinery has to say, such as a change of the way it watches. */
  log?(message: string): void;
}

/** What a follower was told when it failed. */
export interface FollowerFailure {
  readonly kind: string;
  readonly name: string;
  readonly action: Action;
  readonly error: unknown;
}

/** How one definition stands. */
export interface ManagedStatus {
  readonly kind: string;
  readonly name: string;
  readonly state: DefinitionState;
  readonly version: number | null;
  readonly loadedAt: number | null;
  readonly error: WireError | null;
}

/** Watches a folder of definitions and tells followers of every change, for programs that need no more than that. */
export interface HotSwapManager {
  /**
   * Follows the definitions of a kind, also while the manager runs: what is loaded is told first. Several followers of
   * one kind are told one after the other; what one throws is reported and concerns no other.
   */
  register(kind: string, reloadable: Reloadable): void;
  /** Begins to watch; resolves when every file that exists was told. Does nothing while it runs. */
  start(): Promise<void>;
  /** Ends watching; resolves when nothing runs any more. Does nothing before a start. What followers hold stays. */
  stop(): Promise<void>;
  /** The loaded value of a definition, for followers to load. Throws NOT_FOUND. */
  value(kind: string, name: string): unknown;
  /** Every definition that is known, also those that do not load. */
  status(): ManagedStatus[];
  /** Resolves when everything that was seen so far was told. */
  idle(): Promise<void>;
}

interface Running {
  readonly hotSwap: HotSwap;
  status(): ManagedStatus[];
  close(): Promise<void>;
}

/**
 * Makes a manager for a folder. It keeps its journal in memory, holds nothing back, and may be started and stopped in
 * any order and as often as needed: what changed while it was stopped is told at the next start, removals too.
 */
export function createHotSwapManager(root: string, options: HotSwapManagerOptions = {}): HotSwapManager {
  const kinds = options.kinds ?? allKinds;
  const log = options.log ?? (() => {});
  const followers: { readonly kind: string; readonly reloadable: Reloadable }[] = [];
  /** What the followers of a kind were told of and not told to drop, so that a later start can tell what is gone. */
  const told = new Map<string, Set<string>>();
  const turns = createLane(log);
  let running: Running | null = null;

  function follower(kind: string, reloadable: Reloadable): Reloadable {
    return {
      async reload(name, action, signal) {
        const names = told.get(kind) ?? new Set();
        told.set(kind, names);
        if (action === 'delete') names.delete(name);
        else names.add(name);
        try {
          await reloadable.reload(name, action, signal);
        } catch (error) {
          options.onError?.({ kind, name, action, error });
        }
      },
    };
  }

  /** Followers are told to drop what went while nobody watched. */
  async function tellGone(hotSwap: HotSwap): Promise<void> {
    for (const [kind, names] of told) {
      const gone = [...names].filter((name) => !hotSwap.entries.get(`${kind}/${name}`));
      for (const name of gone)
        for (const one of followers)
          if (one.kind === kind) await follower(kind, one.reloadable).reload(name, 'delete', hotSwap.context.signal);
    }
  }

  async function open(): Promise<void> {
    if (running || !isEnabled(options)) return;
    const begun = begin(root, kinds, options, log);
    running = begun;
    for (const { kind, reloadable } of followers) begun.hotSwap.register(kind, follower(kind, reloadable));
    await begun.ready;
    await tellGone(begun.hotSwap);
  }

  async function close(): Promise<void> {
    const ending = running;
    running = null;
    await ending?.close();
  }

  return {
    register(kind, reloadable) {
      needFunctions('register', { reload: reloadable?.reload });
      if (!kinds.some((one) => one.dir === kind))
        throw new AppError('NOT_FOUND', `There is no kind ${kind}.`, {
          hint: `Kinds: ${kinds.map((one) => one.dir).join(', ')}.`,
        });
      followers.push({ kind, reloadable });
      running?.hotSwap.register(kind, follower(kind, reloadable));
    },
    start: () => turns.run(open),
    stop: () => turns.run(close),
    value(kind, name) {
      if (!running) throw new AppError('NOT_FOUND', `${kind}/${name} is not loaded: the manager does not run.`);
      return running.hotSwap.value(kind, name);
    },
    status: () => running?.status() ?? [],
    idle: async () => running?.hotSwap.idle(),
  };
}

function isEnabled({ enabled, env = {} }: HotSwapManagerOptions): boolean {
  return enabled ?? !/^(?:0|false|no|off)$/i.test(env['AGENTLY_HOTSWAP'] ?? '');
}

function begin(
  root: string,
  kinds: readonly Kind[],
  options: HotSwapManagerOptions,
  log: (message: string) => void,
): Running & { readonly ready: Promise<void> } {
  const journal = openJournal({
    host: 'manager',
    clock: systemClock,
    masker: createMasker(randomBytes(32)),
    store: null,
    log,
  });
  const parser = openParser();
  const hotSwap = createHotSwap({
    journal,
    clock: systemClock,
    kinds,
    loader: createDefinitionLoader(parser),
    remembered: { newest: new Map(), pins: new Map(), discarded: new Map() },
    hold: { threshold: 0, manual: [] },
    lastGoodAcrossRestarts: false,
    reread: (paths) => void watcher.reread(paths).catch((error: unknown) => log(String(error))),
    readFile: (file) => readFile(path.join(root, file)).catch(() => null),
    log,
  });
  const watcher = watchFolder(
    {
      root: path.resolve(root),
      rules: watchRules(kinds),
      ignore: options.ignore ?? [],
      follow: options.follow ?? [],
      settleMs: options.settleMs ?? 20,
      settleMaxMs: Math.max(options.settleMaxMs ?? 100, options.settleMs ?? 0),
      maxPaths: 100_000,
      maxFileBytes: 4 * 2 ** 20,
      pollMs: 2_000,
      forcePolling: options.polling ?? false,
    },
    take,
  );
  /** The content of each refused file that was told. */
  const refusals = new Map<string, string | null>();

  function tellRefused(): void {
    for (const { id, name, kind, serving, files, refused } of hotSwap.entries.all()) {
      const doc = serving === null ? undefined : files.get(serving);
      if (!refused || !doc || doc.outcome.ok) refusals.delete(id);
      else if (refusals.get(id) !== doc.hash || !refusals.has(id)) {
        refusals.set(id, doc.hash);
        options.onRefused?.({ kind: kind.dir, name, error: doc.outcome.error });
      }
    }
  }

  function take(message: WatchMessage): void {
    if (message.type === 'settled') {
      hotSwap.settled(message.files);
      void hotSwap.idle().then(tellRefused);
    } else if (message.type === 'degraded') log(`${message.path || root}: ${message.reason} ${message.fallback}`);
    else if (message.type === 'problem') log(`${message.path}: ${message.message}`);
    else if (message.type === 'limit') log(`${message.what}: ${message.value} is more than ${message.limit}`);
    else if (message.type === 'root-lost') log(`${root} is not there; what is loaded stays`);
  }

  return {
    hotSwap,
    ready: watcher.ready.then(() => hotSwap.scanned()),
    status: () =>
      [...tableEntries(journal.state().definitions)].map(([, { kind, name, state, loaded, error }]) => ({
        kind,
        name,
        state,
        version: loaded?.version ?? null,
        loadedAt: loaded?.at ?? null,
        error,
      })),
    async close() {
      await watcher.close();
      await hotSwap.close();
      await parser.close();
      await journal.close('stopped');
    },
  };
}
