import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Config } from './config.ts';

/** Reloads a configuration when its file changes: an owner with a start and a stop. */
export interface ConfigWatcher {
  readonly name: 'config-watcher';
  /** Begins to look. What changed since the configuration was loaded is found by the first look. Idempotent. */
  start(): Promise<void>;
  /** Ends every look; resolves when nothing of it is left. Idempotent; it may be started again. */
  stop(): Promise<void>;
  /** Looks now: for those who have heard of a change by other means. Resolves when the look is over. */
  check(): Promise<void>;
}

export interface ConfigWatcherOptions {
  readonly config: Config;
  /** Called after each reload that changed something, with the paths that differ. What it throws goes to `onError`. */
  readonly onChange: (config: Config, changed: readonly string[]) => void;
  /** Hears of a file that does not load, once per content, and of a callback that failed. */
  readonly onError?: (error: unknown) => void;
  /** Time between two looks, ms; default 2,000. */
  readonly everyMs?: number;
}

/** A change of content shows in these, except one within the clock's resolution: those are hashed. */
interface Stamp {
  readonly size: number;
  readonly ino: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

const EVERY_MS = 2_000;

/** A file changed less than this long before it was hashed may change again without a new stamp, ms. */
const RACY_MS = 2_000;

/**
 * Makes the watcher of one configuration's file. A file that is missing is waited for, the tree stays. A reload that
 * failed is tried again with every look until the file loads, since the content may be whole by then.
 */
export function createConfigWatcher(options: ConfigWatcherOptions): ConfigWatcher {
  const { config, onChange, onError = () => {}, everyMs = EVERY_MS } = options;
  let timer: NodeJS.Timeout | null = null;
  let running = false;
  // Of a start that was stopped and followed by another, nothing may go on.
  let round = 0;
  let last: Promise<void> = Promise.resolve();
  /** The stamp under which the content in force was seen for sure. */
  let sure: Stamp | null = null;
  let failed: string | null = null;

  async function look(file: string): Promise<void> {
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) return;
    const stamp: Stamp = { size: found.size, ino: found.ino, mtimeMs: found.mtimeMs, ctimeMs: found.ctimeMs };
    if (failed === null && sure && sameStamp(sure, stamp)) return;
    const bytes = await readFile(file).catch(() => null);
    if (bytes === null) return;
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash !== config.hash) {
      if (!(await reload(hash))) return;
    }
    failed = null;
    const settled = Date.now() - Math.max(stamp.mtimeMs, stamp.ctimeMs) > RACY_MS;
    sure = settled && hash === config.hash ? stamp : null;
  }

  /** False when the file does not load. */
  async function reload(hash: string): Promise<boolean> {
    let changed: readonly string[];
    try {
      changed = await config.reload();
    } catch (error) {
      if (failed !== hash) onError(error);
      failed = hash;
      return false;
    }
    if (changed.length > 0 && running) tell(changed);
    return true;
  }

  function tell(changed: readonly string[]): void {
    try {
      onChange(config, changed);
    } catch (error) {
      onError(error);
    }
  }

  function check(): Promise<void> {
    const { file } = config;
    if (file === null || !running) return Promise.resolve();
    last = last.then(() => (running ? look(file) : undefined)).catch(onError);
    return last;
  }

  function schedule(mine: number): void {
    timer = setTimeout(() => {
      void check().then(() => {
        if (mine === round) schedule(mine);
      });
    }, everyMs);
  }

  return {
    name: 'config-watcher',
    async start() {
      if (running) return;
      running = true;
      round += 1;
      schedule(round);
      await check();
    },
    async stop() {
      running = false;
      round += 1;
      if (timer) clearTimeout(timer);
      timer = null;
      await last;
    },
    check,
  };
}

function sameStamp(one: Stamp, other: Stamp): boolean {
  return (
    one.size === other.size && one.ino === other.ino && one.mtimeMs === other.mtimeMs && one.ctimeMs === other.ctimeMs
  );
}
