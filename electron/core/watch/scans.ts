import type { Core } from './core.ts';
import type { Outbox } from './outbox.ts';
import type { Pump } from './pump.ts';
import { type ScanMode, scan } from './scan.ts';
import { settleListed } from './settle-listed.ts';
import type { RescanReason, RescanResult, WatchHealth } from './types.ts';

/** Runs scans one after the other. */
export interface Scans {
  /** Everything; resolves when what it found was reported. `says` = with a `rescanned` message of its own. */
  full(reason: RescanReason, says: boolean): Promise<RescanResult>;
  /** One directory that appeared or changed; several asks before it begins are one scan. */
  soon(dir: string): void;
  /** Single directories are being scanned, or wait for it. */
  isLooking(): boolean;
  /** A full scan again and again, this long after the one before. */
  poll(everyMs: number): void;
  stopPolling(): void;
  last(): WatchHealth['lastRescan'];
  close(): void;
}

/** Scans of one engine. */
export function createScans(core: Core, pump: Pump, outbox: Outbox): Scans {
  let chain: Promise<unknown> = Promise.resolve();
  let last: WatchHealth['lastRescan'] = null;
  let closed = false;
  let asked = 0;
  let pollTimer: NodeJS.Timeout | null = null;
  const waiting = new Set<string>();

  function serial<T>(work: () => Promise<T>): Promise<T> {
    const next = chain.then(work);
    chain = next.catch(() => undefined);
    return next;
  }

  function full(reason: RescanReason, says: boolean): Promise<RescanResult> {
    return serial(async () => {
      const from = performance.now();
      const isStart = reason === 'start';
      const mode: ScanMode = {
        origin: isStart ? 'start' : 'scan',
        urgent: isStart,
        deep: true,
        all: isStart && core.reportsAll,
        take: (path, match) => settleListed(core, path, match),
      };
      const { files, marked, taken } = await scan(core, '', mode);
      const { maxPaths } = core.options;
      if (files > maxPaths) core.notes.limit('paths', maxPaths, files);
      else core.notes.limitEnded('paths');
      outbox.flush();
      await pump.drained(marked);
      const result = { files, found: marked.length + taken, ms: performance.now() - from };
      core.counters.rescans++;
      last = { at: Date.now(), reason, ms: result.ms, found: result.found };
      if (says && !closed) outbox.post({ type: 'rescanned', reason, ...result });
      return result;
    });
  }

  function soon(dir: string): void {
    if (waiting.size === 0) {
      asked++;
      void serial(directories).finally(() => asked--);
    }
    waiting.add(dir);
  }

  async function directories(): Promise<void> {
    const from = performance.now();
    let files = 0;
    let found = 0;
    for (let dir = first(waiting); dir !== undefined && !closed; dir = first(waiting)) {
      waiting.delete(dir);
      const result = await scan(core, dir, { origin: 'event', urgent: false, deep: true, all: false });
      files += result.files;
      found += result.marked.length;
    }
    const ms = performance.now() - from;
    core.counters.rescans++;
    last = { at: Date.now(), reason: 'directory', ms, found };
    if (found > 0 && !closed) outbox.post({ type: 'rescanned', reason: 'directory', files, found, ms });
  }

  function poll(everyMs: number): void {
    stopPolling();
    if (closed) return;
    const timer = setTimeout(() => {
      void full('timer', false).then(() => {
        // Stopped or begun anew meanwhile otherwise.
        if (pollTimer === timer) poll(everyMs);
      });
    }, everyMs);
    pollTimer = timer;
  }

  function stopPolling(): void {
    if (pollTimer !== null) clearTimeout(pollTimer);
    pollTimer = null;
  }

  return {
    full,
    soon,
    isLooking: () => asked > 0,
    poll,
    stopPolling,
    last: () => last,
    close() {
      closed = true;
      stopPolling();
    },
  };
}

function first(set: ReadonlySet<string>): string | undefined {
  for (const value of set) return value;
  return undefined;
}
