import type { WireError } from './errors.ts';

/** Every state a component can be in; what each means and how it is left stands in docs/components.md. */
export const COMPONENT_STATES = [
  'disabled',
  'waiting',
  'starting',
  'running',
  'degraded',
  'completed',
  'stopping',
  'stopped',
  'backing-off',
  'crashed',
  'crash-looping',
  'failed',
  'unknown',
] as const;
export type ComponentState = (typeof COMPONENT_STATES)[number];

/** States in which something of the component may be alive. `unknown` is neither: we lost sight of it. */
export const ALIVE_STATES: ReadonlySet<ComponentState> = new Set(['starting', 'running', 'degraded', 'stopping']);

/** What a dependency must have reached before what needs it may start. */
export type DependencyCondition = 'started' | 'healthy' | 'completed';

/** One thing a component waits for, with the name of what can be looked at. */
export interface WaitingOn {
  readonly sort: 'dependency' | 'trust' | 'orphan' | 'plan' | 'lock';
  /** The component, orphan (`pid`) or plan that is waited for. */
  readonly name: string;
  readonly why: string;
}

export type ProbePurpose = 'startup' | 'readiness' | 'liveness';

/** One probe as it last answered. */
export interface ProbeFact {
  readonly purpose: ProbePurpose;
  readonly state: 'unknown' | 'passing' | 'failing';
  /** What the last answer said; for a failure the reason. */
  readonly why: string;
  /** Answers of this sort in a row. */
  readonly streak: number;
  readonly since: number;
}

export type StopRung = 'asked' | 'waiting' | 'killed' | 'reaped' | 'escaped';

/** Where a stop has got to. */
export interface StopFact {
  readonly rung: StopRung;
  /** Processes of the run that are still alive. */
  readonly pids: readonly number[];
  /** Time it was given to end by itself, ms. */
  readonly graceMs: number;
  readonly since: number;
}

/** How far the processes of a run can be traced. */
export type Containment = 'cgroup' | 'marks' | 'job' | 'tree' | 'thread';

/** One component: what is wanted of it, and what it is. */
export interface Component {
  readonly name: string;
  readonly type: string;
  /** Id of the definition that declares it; null for a component registered in code. */
  readonly definition: string | null;
  /** Version and hash of the descriptor that is loaded. */
  readonly version: number;
  readonly hash: string;
  readonly enabled: boolean;
  readonly dependsOn: Readonly<Record<string, DependencyCondition>>;
  readonly state: ComponentState;
  readonly desired: 'up' | 'down';
  /** What the user asked for by hand, against or beside the file. */
  readonly override: 'up' | 'down' | null;
  readonly since: number;
  readonly reason: string;
  /** Starts after a crash since it was last deployed. */
  readonly restarts: number;
  readonly waitingOn: readonly WaitingOn[];
  /** When the next start is tried, epoch ms; only while backing off. */
  readonly retryAt: number | null;
  readonly attempt: number;
  /** The last run, alive or ended: a key of `runs`. */
  readonly run: string | null;
  readonly pid: number | null;
  readonly probes: Readonly<Record<string, ProbeFact>>;
  readonly stop: StopFact | null;
  /** Processes that may have escaped the last stop. */
  readonly escaped: number;
  readonly error: WireError | null;
  /** The newest descriptor did not start, so the one before it runs again. */
  readonly reverted: boolean;
  /** A change waits until this many calls have ended. */
  readonly pendingChange: { readonly calls: number } | null;
  /** Position (seq) of the last event that changed it. */
  readonly changed: number;
}

/** Everything that one spawn started. */
export interface Run {
  readonly component: string;
  /** Counts the runs of a component from 1. */
  readonly number: number;
  readonly pid: number;
  /** Start time of the process as the system counts it: with the pid it names one process for ever. */
  readonly startTime: string;
  readonly spawnHash: string;
  readonly containment: Containment;
  readonly descriptorVersion: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly code: number | null;
  readonly signal: string | null;
  /** How it ended, in words. */
  readonly words: string | null;
  readonly afterMs: number | null;
  readonly leftovers: number;
  /** Adopted from an earlier host: watched and stopped, without its output. */
  readonly adopted: boolean;
}

/** A process that an earlier host left behind and that nobody has decided on. */
export interface Orphan {
  readonly pid: number;
  readonly startTime: string;
  readonly command: string;
  readonly spawnHash: string;
  readonly component: string;
  readonly run: string;
  readonly foundAt: number;
}
