import { AppError } from '../../../shared/errors.ts';
import { isAlive, ourIdentity } from '../home/process-identity.ts';
import { removeCgroup } from './cgroup.ts';
import { type Handle, type HandleDeps, openHandle } from './handle.ts';
import { type LedgerEntry, machineName } from './ledger.ts';
import type { Member, RunSight, RunTrace, StoppableRun } from './types.ts';

/** A run of an earlier host that is still alive. */
export interface Leftover {
  readonly entry: LedgerEntry;
  /** The process to name: its first one while that lives, else the oldest member. */
  readonly pid: number;
  readonly startTime: number;
  readonly command: string;
  readonly spawnHash: string;
  readonly members: readonly Member[];
}

/** What the ledger says against the process table. */
export interface OrphanReport {
  readonly leftovers: readonly Leftover[];
  /** Nobody of the run is alive. */
  readonly gone: readonly LedgerEntry[];
  /** Its number belongs to another process by now, which is never touched; nobody of the run is alive. */
  readonly notOurs: readonly LedgerEntry[];
  /** Files of the ledger that cannot be read; they stay. */
  readonly damaged: readonly string[];
}

/** What becomes of one entry. `theirs`: a host has it in hand. */
export type OrphanVerdict = 'leftover' | 'gone' | 'not-ours' | 'theirs';

/** What one entry is judged from. */
export interface OrphanFacts {
  readonly entry: LedgerEntry;
  readonly machine: string;
  /** Whether a host has it in hand: another one that is alive, or this one. */
  readonly hostAlive: boolean;
  readonly members: number;
  /** Start time of the process that has the number of the run's first process now; null when there is none. */
  readonly startTimeNow: number | null;
}

/** Judges one entry of the ledger. */
export function judgeOrphan(facts: OrphanFacts): OrphanVerdict {
  // Process numbers of another boot or of another namespace name nobody here.
  if (facts.entry.machine !== facts.machine) return 'gone';
  if (facts.hostAlive) return 'theirs';
  if (facts.members > 0) return 'leftover';
  const isTaken = facts.startTimeNow !== null && facts.startTimeNow !== facts.entry.startTime;
  return isTaken ? 'not-ours' : 'gone';
}

const LOOK_AGAIN_MS = 500;

/**
 * Compares the ledger with the process table, before anything is started. Entries of runs that are confirmed to be over
 * leave the ledger; those of leftovers stay until they are stopped.
 *
 * @param startTimeOf start time of a process now, null when there is none
 * @param live runs this host has in hand already
 */
export async function findOrphans(
  deps: HandleDeps,
  startTimeOf: (pid: number) => Promise<number | null>,
  live: ReadonlySet<string> = new Set(),
): Promise<OrphanReport> {
  const { entries, damaged } = await deps.ledger.all();
  const machine = machineName();
  const us = ourIdentity();
  const leftovers: Leftover[] = [];
  const gone: LedgerEntry[] = [];
  const notOurs: LedgerEntry[] = [];
  const sights = await lookTwice(deps, entries.filter((entry) => entry.machine === machine).map(traceOf));
  for (const entry of entries) {
    const members = sights.get(entry.runId)?.members ?? [];
    const isUs = entry.host.pid === us.pid && entry.host.startTime === us.startTime;
    const startTimeNow = await startTimeOf(entry.pid);
    const hostAlive = isUs ? live.has(entry.runId) : isAlive(entry.host);
    const verdict = judgeOrphan({ entry, machine, hostAlive, members: members.length, startTimeNow });
    if (verdict === 'leftover') leftovers.push(leftoverOf(entry, members));
    if (verdict === 'gone') gone.push(entry);
    if (verdict === 'not-ours') notOurs.push(entry);
  }
  for (const entry of [...gone, ...notOurs]) {
    if (entry.cgroup !== null && entry.machine === machine) removeCgroup(entry.cgroup);
    await deps.ledger.remove(entry.runId);
  }
  return { leftovers, gone, notOurs, damaged };
}

/** A leftover that was taken over: it can be watched and stopped; its output ended with the host that started it. */
export interface AdoptedRun extends StoppableRun {
  readonly command: string;
  readonly spawnHash: string;
  /** Resolves when its named process is gone. How it ended cannot be known. */
  readonly ended: Promise<void>;
}

const WATCH_EVERY_MS = 1_000;

/**
 * Takes a leftover over: from now on this host answers for it. Throws NOT_FOUND when it ended meanwhile, STORAGE_FULL
 * when the ledger cannot be written.
 */
export async function adoptRun(leftover: Leftover, deps: HandleDeps): Promise<AdoptedRun> {
  const { entry } = leftover;
  const identity = { pid: leftover.pid, startTime: leftover.startTime };
  if (!isAlive(identity)) throw new AppError('NOT_FOUND', `Process ${identity.pid} has ended meanwhile.`);
  await deps.ledger.update(entry.runId, { host: ourIdentity() });
  const watch = watchEnd(identity);
  const handle = handleOf(entry, deps, watch.stop);
  return {
    ...handle,
    ...identity,
    runId: entry.runId,
    containment: entry.containment,
    command: entry.command,
    spawnHash: entry.spawnHash,
    ended: watch.ended,
  };
}

/** A way to stop a leftover without taking it over: `killNow()`, or `stop()` with a grace. */
export function orphanHandle(leftover: Leftover, deps: HandleDeps): Handle {
  return handleOf(leftover.entry, deps, () => {});
}

function handleOf(entry: LedgerEntry, deps: HandleDeps, onStopped: () => void): Handle {
  const { known: _known, groupSure: _sure, ...trace } = traceOf(entry);
  return openHandle(
    {
      trace,
      containment: entry.containment,
      ports: [],
      // It is no child of ours: its number is free as soon as it ends, so every signal looks first.
      leaderGone: () => !isAlive(entry),
      markerHeld: () => null,
      // The environment it was started with is not written down, so its stop command cannot be run.
      runCommand: () => Promise.resolve(false),
      onHint: () => () => {},
      onStopped,
    },
    deps,
  );
}

function traceOf(entry: LedgerEntry): RunTrace {
  const { runId, pid, startTime, marker, cgroup } = entry;
  return { runId, pid, startTime, marker, cgroup, known: [], groupSure: false };
}

/** A process may be born while the table is read: who is not seen at once is looked for again. */
async function lookTwice(deps: HandleDeps, traces: readonly RunTrace[]): Promise<Map<string, RunSight>> {
  const sights = await lookAt(deps, traces);
  const missed = traces.filter((trace) => sights.get(trace.runId)?.members.length === 0);
  if (missed.length === 0) return sights;
  await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  return new Map([...sights, ...(await lookAt(deps, missed))]);
}

async function lookAt(deps: HandleDeps, traces: readonly RunTrace[]): Promise<Map<string, RunSight>> {
  const sights = await Promise.all(traces.map((trace) => deps.scanner.look(trace)));
  return new Map(traces.flatMap((trace, index) => (sights[index] ? [[trace.runId, sights[index]]] : [])));
}

function leftoverOf(entry: LedgerEntry, members: readonly Member[]): Leftover {
  const oldest = [...members].sort((one, other) => one.startTime - other.startTime)[0];
  const first = members.find((member) => member.pid === entry.pid) ?? oldest ?? entry;
  const { pid, startTime } = first;
  return { entry, pid, startTime, command: entry.command, spawnHash: entry.spawnHash, members };
}

/** Somebody else's child tells nobody that it ended: its one file is looked at every second. */
function watchEnd(identity: { pid: number; startTime: number }): { ended: Promise<void>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    if (!isAlive(identity)) stop();
  }, WATCH_EVERY_MS).unref();
  function stop(): void {
    clearInterval(timer);
    resolve();
  }
  return { ended: promise, stop };
}
