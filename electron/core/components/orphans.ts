import type { WaitingOn } from '../../../shared/component-state.ts';
import { AppError } from '../../../shared/errors.ts';
import { isAlive } from '../home/process-identity.ts';
import type { Component, Descriptor, RunsAs } from '../host/component.ts';
import type { Say } from '../host/slot.ts';
import type { AdoptedRun, Leftover } from '../process/orphans.ts';
import type { Processes } from '../process/processes.ts';
import type { RunNote } from '../process/types.ts';

/** What is done about leftovers at start: they wait for a decision, or are killed at once. */
export type OrphanPolicy = 'ask' | 'kill';
export type OrphanDecision = 'adopted' | 'killed' | 'gone' | 'not-ours';

/** Processes that an earlier host left behind: while one is undecided, its component does not start. */
export interface Orphans {
  /** Looks for them; to be awaited before anything is started. `cause` is the position of `epoch.opened`. */
  find(cause: string): Promise<void>;
  blockers(component: string): readonly WaitingOn[];
  /** Takes one over. Throws NOT_FOUND, BUSY (its component has another run already). */
  adopt(pid: number, startTime: string, cause: string): Promise<{ decision: OrphanDecision; component: string }>;
  /** Kills one with all that belongs to it. Throws NOT_FOUND, STOP_INCOMPLETE. */
  kill(pid: number, startTime: string, cause: string): Promise<{ decision: OrphanDecision; component: string }>;
  /** The component over an adopted run that its next start takes, or null. */
  take(descriptor: Descriptor): Component | null;
  isAdopted(run: string): boolean;
  close(): void;
}

export interface OrphansOptions {
  readonly processes: Processes;
  readonly say: Say;
  readonly policy: OrphanPolicy;
  /** Which component an entry of the ledger belongs to, and whether it may have an adopted run now. */
  readonly canAdopt: (component: string) => boolean;
  /** Something that blocked a component is gone. */
  readonly resolved: () => void;
  /** What a run was started from, by what the ledger noted with it; null when it noted nothing. */
  readonly contentOf: (component: string, note: RunNote | undefined) => Promise<RunsAs | null>;
  readonly log: (message: string) => void;
}

/** How often an undecided leftover is looked at: most end by themselves when they write to a pipe nobody reads, ms. */
const LOOK_EVERY_MS = 1_000;

/** Makes the owner; it knows of nothing before `find`. */
export function createOrphans(options: OrphansOptions): Orphans {
  const { processes, say, log } = options;
  const undecided = new Map<string, { readonly leftover: Leftover; readonly found: string; busy: boolean }>();
  /** Adopted runs by component; those that its next start takes. */
  const waiting = new Map<string, { readonly run: AdoptedRun; readonly as: RunsAs | null }>();
  const adopted = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  function resolve(key: string, decision: OrphanDecision, cause: string): void {
    if (!undecided.delete(key)) return;
    say({ type: 'orphan.resolved', subject: `orphan:${key}`, cause, body: { decision } });
    if (undecided.size === 0) stopLooking();
    options.resolved();
  }

  function stopLooking(): void {
    if (timer) clearInterval(timer);
    timer = null;
  }

  async function lookAgain(): Promise<void> {
    for (const [key, one] of undecided) {
      if (one.busy || isAlive(one.leftover)) continue;
      one.busy = true;
      try {
        const handle = processes.leftover(one.leftover);
        const { members } = await handle.look();
        if (members.length > 0) continue;
        // Nothing is left to signal: this confirms the end, and clears the ledger.
        await handle.stop({ graceMs: 0 });
        resolve(key, 'gone', one.found);
      } catch (error) {
        log(`leftover ${key}: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        one.busy = false;
      }
    }
  }

  function takeOne(pid: number, startTime: string) {
    const key = `${pid}:${startTime}`;
    const one = undecided.get(key);
    if (!one) throw new AppError('NOT_FOUND', `No leftover process ${pid} waits for a decision.`);
    if (one.busy) throw new AppError('BUSY', `Process ${pid} is being decided on already.`);
    one.busy = true;
    return { key, one, component: ownerOf(one.leftover) };
  }

  async function kill(pid: number, startTime: string, cause: string) {
    const { key, one, component } = takeOne(pid, startTime);
    try {
      await processes.leftover(one.leftover).killNow();
    } finally {
      one.busy = false;
    }
    resolve(key, 'killed', cause);
    return { decision: 'killed' as const, component };
  }

  return {
    async find(cause) {
      const { leftovers, damaged } = await processes.orphans();
      for (const file of damaged) log(`the ledger entry ${file} cannot be read; it stays where it is`);
      for (const leftover of leftovers) {
        const { pid, startTime, command, spawnHash, entry } = leftover;
        const key = `${pid}:${startTime}`;
        const body = { pid, startTime: String(startTime), command, spawnHash, component: ownerOf(leftover) };
        const found = say({
          type: 'orphan.found',
          subject: `orphan:${key}`,
          cause,
          body: { ...body, run: entry.runId },
        });
        undecided.set(key, { leftover, found, busy: false });
      }
      if (options.policy === 'kill')
        await Promise.all(
          [...undecided.values()].map(({ leftover, found }) =>
            kill(leftover.pid, String(leftover.startTime), found).catch((error: unknown) => log(String(error))),
          ),
        );
      if (undecided.size > 0) timer = setInterval(() => void lookAgain(), LOOK_EVERY_MS).unref();
    },
    blockers(component) {
      const all = [...undecided.values()].filter(({ leftover }) => ownerOf(leftover) === component);
      return all.map(({ leftover: { pid, command } }) => {
        const why = `process ${pid} of an earlier session is alive: ${command.slice(0, 120)}`;
        return { sort: 'orphan' as const, name: String(pid), why };
      });
    },
    async adopt(pid, startTime, cause) {
      const { key, one, component } = takeOne(pid, startTime);
      try {
        if (!options.canAdopt(component) || waiting.has(component))
          throw new AppError('BUSY', `There is no component ${component} that could take process ${pid} over.`, {
            hint: 'Kill the process, or declare the component again first.',
          });
        const as = await options.contentOf(component, one.leftover.entry.note);
        const run = await processes.adopt(one.leftover).catch((error: unknown) => {
          if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
          throw error;
        });
        if (run) {
          waiting.set(component, { run, as });
          adopted.add(run.runId);
        } else await processes.leftover(one.leftover).stop({ graceMs: 0 });
        const decision = run ? 'adopted' : 'gone';
        resolve(key, decision, cause);
        return { decision, component };
      } finally {
        one.busy = false;
      }
    },
    kill,
    take(descriptor) {
      const found = waiting.get(descriptor.name);
      if (!found) return null;
      waiting.delete(descriptor.name);
      return adoptedComponent(descriptor, found.run, found.as);
    },
    isAdopted: (run) => adopted.has(run),
    close: stopLooking,
  };
}

/** A component over a run that was adopted: it is up already, can be stopped, and does not say how it ends. */
function adoptedComponent({ name, stop }: Descriptor, run: AdoptedRun, as: RunsAs | null): Component {
  let told: Promise<void> = Promise.resolve();
  return {
    name,
    async start(context) {
      const { runId: id, pid, startTime, spawnHash, containment } = run;
      const facts = { id, pid, startTime: String(startTime), spawnHash, containment, adopted: true };
      context.began(as === null ? facts : { ...facts, as });
      told = run.ended.then(async () => {
        const sight = await run.look().catch(() => null);
        const words = 'ended; a process that was adopted does not say how';
        const leftovers = sight?.members.length ?? 0;
        context.ended({ run: id, code: null, signal: null, words, leftovers, success: false });
      });
    },
    async stop(context) {
      const signal = stop.signal === undefined ? {} : { signal: stop.signal as NodeJS.Signals };
      const force = (): void => void run.killNow().catch(() => undefined);
      context.signal.addEventListener('abort', force, { once: true });
      await run.stop({ graceMs: context.graceMs, ...signal }, (step) => context.stepped(step));
      await told;
    },
    killNow: () => void run.killNow().catch(() => undefined),
  };
}

/** Name of the component that an entry of the ledger belongs to; empty when none is named. */
function ownerOf({ entry }: Leftover): string {
  return entry.owner?.startsWith('component:') ? entry.owner.slice('component:'.length) : '';
}
