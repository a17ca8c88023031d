import type { Core } from './core.ts';
import type { ReadResult } from './read.ts';
import type { RuleMatch } from './rules.ts';
import type { DirtyPath } from './settle.ts';
import type { KnownEntry } from './tree.ts';
import type { SettledFile } from './types.ts';

// Timestamps come from a clock that ticks every 4 ms or slower; a file younger than this when it is read is racy.
const RACY_MS = 20;

/** What is known of a file from now on. `known`: what was known of it before, as far as that was reported. */
export function toEntry(
  read: Exclude<ReadResult, { kind: 'unstable' }>,
  match: RuleMatch,
  dirty: DirtyPath,
  known: KnownEntry | undefined,
  wall: number,
): KnownEntry {
  const { size, mtimeMs, ctimeMs, ino } = read.stat;
  const hash = read.kind === 'content' ? read.hash : null;
  return {
    hash,
    size,
    mtimeMs,
    ctimeMs,
    ino,
    rule: match.rule.id,
    role: match.role,
    problem: read.kind === 'problem' ? read.problem.code : null,
    racy: ctimeMs > wall - RACY_MS,
    at: wall,
    change: known === undefined ? 'add' : 'update',
    rawCount: dirty.rawCount,
    settleMs: performance.now() - dirty.firstAt,
  };
}

/** What is said of a file that was looked at. `from`: when that began, monotonic ms. */
export function settledOf(
  dirty: DirtyPath,
  match: RuleMatch,
  { change, hash, size, mtimeMs, ctimeMs, ino }: KnownEntry,
  read: Pick<SettledFile, 'previousHash' | 'bytes' | 'problem'> & { readonly from: number },
): SettledFile {
  const { previousHash, bytes, problem, from } = read;
  return {
    ...describe(dirty, match.rule.id, match.role),
    change,
    hash,
    previousHash,
    size,
    mtimeMs,
    ino,
    ...(hash === null ? {} : { ctimeMs }),
    bytes,
    problem,
    readMs: performance.now() - from,
  };
}

/** The part of a report that does not depend on what is on disk. */
export function describe(dirty: DirtyPath, rule: string, role: SettledFile['role']) {
  return {
    path: dirty.path,
    rule,
    role,
    rawCount: dirty.rawCount,
    settleMs: performance.now() - dirty.firstAt,
    firstRawAt: dirty.firstWall,
    origin: dirty.origin,
  } as const;
}

/** Ends the work on a path, and reports it if there is something to say. */
export function finish(core: Core, dirty: DirtyPath, reported: boolean, file?: SettledFile): void {
  core.queue.done(dirty);
  core.counters.merged += Math.max(0, dirty.rawCount - (reported ? 1 : 0));
  if (file === undefined) return;
  if (file.origin === 'scan') core.counters.dropped++;
  core.report(file);
}
