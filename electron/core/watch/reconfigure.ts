import { isDeepStrictEqual } from 'node:util';
import type { Core } from './core.ts';
import type { WatchOptions } from './types.ts';

// Changes of these alone take effect by themselves: nothing else is covered than before.
const TIMES = new Set<string>(['settleMs', 'settleMaxMs', 'pollMs'] satisfies (keyof WatchOptions)[]);

/** Whether other files may be covered, or other watches be needed, than before. */
export function needsScan(before: WatchOptions, now: WatchOptions): boolean {
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]) as Set<keyof WatchOptions>;
  for (const key of keys) {
    if (key === 'known' || TIMES.has(key)) continue;
    if (key === 'rules') {
      if (!isDeepStrictEqual(withoutTimes(before), withoutTimes(now))) return true;
    } else if (!isDeepStrictEqual(before[key], now[key])) return true;
  }
  return false;
}

function withoutTimes({ rules }: WatchOptions) {
  return rules.map(({ settleMs: _settleMs, ...rule }) => rule);
}

/**
 * Reports every known file as removed that no rule covers any more, or another rule (or role) than the one under which
 * it was reported; the scan that follows reports the latter anew.
 */
export function dropUncovered(core: Core): void {
  for (const [path, known] of [...core.tree.files()]) {
    const match = core.ignore(path) === null ? core.rules.match(path) : null;
    if (match !== null && match.rule.id === known.rule && match.role === known.role) continue;
    core.tree.deleteFile(path);
    core.report({
      path,
      rule: known.rule,
      role: known.role,
      change: 'remove',
      hash: null,
      previousHash: known.hash,
      size: 0,
      mtimeMs: 0,
      ino: known.ino,
      bytes: null,
      problem: null,
      rawCount: 0,
      settleMs: 0,
      readMs: 0,
      firstRawAt: Date.now(),
      origin: 'event',
    });
  }
}

/** Asks for a look at files that were too big and no longer are, or the other way round. */
export function markResized(core: Core, mostBefore: number): void {
  const most = core.options.maxFileBytes;
  if (most === mostBefore) return;
  for (const [path, { size }] of core.tree.files())
    if (size > most !== size > mostBefore) core.mark(path, 'event', { forced: true });
}
