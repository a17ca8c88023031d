import { AppError } from '../../../shared/errors.ts';
import { type Clock, systemClock } from '../clock.ts';
import { type Containment, findContainment } from './containment.ts';
import type { Handle } from './handle.ts';
import { startTimeOfAny } from './identity.ts';
import type { RunLedger } from './ledger.ts';
import { type AdoptedRun, adoptRun, findOrphans, type Leftover, type OrphanReport, orphanHandle } from './orphans.ts';
import { holderOf } from './port-holder.ts';
import type { PortHolder } from './scan.ts';
import { openScanner } from './scanner.ts';
import { spawnRun } from './spawn.ts';
import type { Run, RunSpec, StoppableRun, StopResult } from './types.ts';

/** Everything that runs, started and stopped in one place. */
export interface Processes {
  readonly containment: Containment;
  /** Starts a run; see `spawnRun` for what it throws. */
  spawn(spec: RunSpec): Promise<Run>;
  /** Compares the ledger with the process table; to be called before anything is started. */
  orphans(): Promise<OrphanReport>;
  adopt(leftover: Leftover): Promise<AdoptedRun>;
  /** A way to stop a leftover without taking it over. */
  leftover(leftover: Leftover): Handle;
  /** Runs that were not confirmed to be stopped. */
  live(): readonly StoppableRun[];
  holderOf(port: number): Promise<PortHolder | null>;
  /**
   * Lets nothing start any more, and stops every run at once, in no order, so that everything is over by the deadline (monotonic, ms). Answers one
   * outcome a run; a rejected one stays in the ledger.
   */
  stopAll(deadlineAt: number): Promise<readonly PromiseSettledResult<StopResult>[]>;
  /** Ends the process thread. Runs are left as they are: stop them first. */
  close(): Promise<void>;
}

/** How processes are opened. */
export interface ProcessesOptions {
  readonly ledger: RunLedger;
  readonly clock?: Clock;
  /** Found out when missing. */
  readonly containment?: Containment;
  /** Windows: a helper that holds job objects. */
  readonly jobHelper?: string;
}

/** Finds out what this machine allows, and opens the one place that spawns. */
export async function openProcesses(options: ProcessesOptions): Promise<Processes> {
  const { mono } = options.clock ?? systemClock;
  const scanner = openScanner();
  const helper = options.jobHelper === undefined ? {} : { jobHelper: options.jobHelper };
  const containment = options.containment ?? (await findContainment(helper));
  const deps = { scanner, ledger: options.ledger, now: mono, containment };
  const live = new Map<string, StoppableRun>();
  const starting = new Set<Promise<unknown>>();
  let closing = false;

  /** A run leaves the list when its stop is confirmed, whoever asked for it. */
  function keep<T extends StoppableRun>(run: T): T {
    const forget = (result: StopResult) => {
      live.delete(run.runId);
      return result;
    };
    const kept: T = {
      ...run,
      stop: (request, onStep) => run.stop(request, onStep).then(forget),
      killNow: () => run.killNow().then(forget),
    };
    live.set(run.runId, kept);
    return kept;
  }

  async function begin<T extends StoppableRun>(start: () => Promise<T>): Promise<T> {
    if (closing) throw new AppError('CANCELLED', 'Everything is being stopped; nothing starts any more.');
    const started = start().then(keep);
    starting.add(started);
    return started.finally(() => starting.delete(started));
  }

  return {
    containment,
    spawn: (spec) => begin(() => spawnRun(spec, deps)),
    orphans: () => findOrphans(deps, startTimeOfAny, new Set(live.keys())),
    adopt: (leftover) => begin(() => adoptRun(leftover, deps)),
    leftover: (leftover) => orphanHandle(leftover, deps),
    live: () => [...live.values()],
    holderOf: (port) => holderOf(port, scanner),
    async stopAll(deadlineAt) {
      closing = true;
      await Promise.allSettled([...starting]);
      return Promise.allSettled([...live.values()].map((run) => run.stop({ deadlineAt })));
    },
    close: () => scanner.close(),
  };
}
