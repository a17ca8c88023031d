import { killCgroup, removeCgroup, watchCgroup } from './cgroup.ts';
import type { RunLedger } from './ledger.ts';
import type { Scanner } from './scanner.ts';
import { signalMembers } from './signals.ts';
import { openStopper, type StopDeps } from './stopper.ts';
import type { ContainmentKind, Member, RunSight, RunTrace, StoppableRun } from './types.ts';

/** What both kinds of runs are stopped with. */
export interface HandleDeps {
  readonly scanner: Scanner;
  readonly ledger: RunLedger;
  /** Monotonic clock, ms. */
  readonly now: () => number;
}

/** A run as the ladder sees it, whether its first process is a child of ours or was adopted. */
export interface Handled {
  readonly trace: Omit<RunTrace, 'known' | 'groupSure'>;
  readonly containment: ContainmentKind;
  readonly ports: readonly number[];
  /** Whether the number of its first process may belong to another one by now. */
  readonly leaderGone: () => boolean;
  /** Whether somebody still holds the marker; null when that cannot be told. */
  readonly markerHeld: () => boolean | null;
  readonly runCommand: StopDeps['runCommand'];
  /** Subscribes to what makes a look worth while; answers how to end that. */
  readonly onHint: (wake: () => void) => () => void;
  readonly onStopped: () => void;
}

/** A handle with what its owner needs besides. */
export type Handle = Pick<StoppableRun, 'stop' | 'killNow' | 'look' | 'trace'>;

/** A group that was seen this short a time ago cannot have lost its number to another one. */
const GROUP_SURE_MS = 10_000;

/** Stands in for a holder of the marker that cannot be seen. */
const UNSEEN: Member = {
  pid: 0,
  startTime: 0,
  ppid: 0,
  group: 0,
  name: '',
  state: '?',
  cpuTicks: 0,
  rssPages: 0,
};

/** Makes a run stoppable. */
export function openHandle(run: Handled, deps: HandleDeps): Handle {
  const release = run.trace.marker === null ? () => {} : deps.scanner.claim(run.trace.marker);
  let known: readonly Member[] = [];
  let groupSeenAt = deps.now();
  let markerWasHeld = false;

  function trace(): RunTrace {
    const groupSure = !run.leaderGone() || deps.now() - groupSeenAt < GROUP_SURE_MS;
    const identities = known.map(({ pid, startTime }) => ({ pid, startTime }));
    return { ...run.trace, known: identities, groupSure };
  }

  async function look(): Promise<RunSight> {
    const sight = await deps.scanner.look(trace());
    known = sight.members;
    if (sight.members.some((member) => member.group === run.trace.pid)) groupSeenAt = deps.now();
    return sight;
  }

  /** A look for the ladder: where nobody is left, ports and marker may still tell of one. */
  async function lookClosely(): Promise<RunSight> {
    const sight = await look();
    if (sight.members.length > 0 || sight.populated === true) {
      markerWasHeld = false;
      return sight;
    }
    // The end of the marker's last holder may still wait in our own queue of events.
    await new Promise((resolve) => setImmediate(resolve));
    markerWasHeld ||= run.markerHeld() === true;
    const seen = [...sight.suspects, ...(await portHolders(sight.suspects))];
    return { ...sight, suspects: seen.length === 0 && markerWasHeld ? [UNSEEN] : seen };
  }

  /** Who took over a port of the run: one that began before it did is why it failed, not what is left of it. */
  async function portHolders(counted: readonly Member[]): Promise<Member[]> {
    const holders = await deps.scanner.holders(run.ports);
    return holders.flatMap(({ pid, startTime, command }) => {
      if (pid === null || startTime === null || startTime < run.trace.startTime) return [];
      return counted.some((one) => one.pid === pid) ? [] : [{ ...UNSEEN, pid, startTime, name: command }];
    });
  }

  const stopper = openStopper({
    runId: run.trace.runId,
    containment: run.containment,
    now: deps.now,
    look: lookClosely,
    signal: (members, signal) => signalMembers({ ...run.trace, gone: run.leaderGone() }, members, signal),
    kill(members) {
      if (run.trace.cgroup !== null) killCgroup(run.trace.cgroup);
      signalMembers({ ...run.trace, gone: run.leaderGone() }, members, 'SIGKILL');
    },
    runCommand: run.runCommand,
    onHint(wake) {
      const ends = [run.onHint(wake), run.trace.cgroup === null ? () => {} : watchCgroup(run.trace.cgroup, wake)];
      return () => {
        for (const end of ends) end();
      };
    },
    async onStopped() {
      if (run.trace.cgroup !== null) removeCgroup(run.trace.cgroup);
      release();
      run.onStopped();
      await deps.ledger.remove(run.trace.runId);
    },
  });

  return {
    trace,
    look,
    stop: (request = {}, onStep) => stopper.stop(request, onStep),
    killNow: () => stopper.stop({ graceMs: 0 }),
  };
}
