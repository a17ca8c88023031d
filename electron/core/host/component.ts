import type { Containment, DependencyCondition, StopRung } from '../../../shared/component-state.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { Env } from './env.ts';

/** A thing that the host starts and stops. Components registered in code and those built from descriptors are alike. */
export interface Component {
  readonly name: string;
  /**
   * Brings it up; resolves when it is up, rejects when it cannot be. A start that does not end when `signal` aborts is
   * abandoned after its deadline, named, and its run killed.
   */
  start(context: StartContext): Promise<void>;
  /** Takes it down; resolves when nothing of it is alive. Called on a failed start too, and must bear that. */
  stop(context: StopContext): Promise<void>;
  /** Ends what `stop` waits for, at once. */
  killNow?(): void;
  /** Calls in flight, for a change that waits until it is idle. Missing = never busy. */
  callsInFlight?(): number;
  /** Takes a new configuration without a restart (`onChange: reload`); false when it cannot. */
  reload?(config: unknown): Promise<boolean>;
}

/** What a component is given to start with, and how it tells what happens to it. */
export interface StartContext {
  readonly signal: AbortSignal;
  /** Time it has, ms. */
  readonly deadlineMs: number;
  readonly env: Env;
  /** Position of the event that made it start: the cause of what it reports. */
  readonly cause: string;
  /** What the next run of it will be, for the ledger. */
  next(): RunClaim;
  /** A process (or thread) of it began; answers the id of the run. */
  began(run: BegunRun): void;
  /** The run ended, whether it was asked to or not. Called once per run. */
  ended(exit: Exit): void;
}

/** How a component is asked to stop. */
export interface StopContext {
  /** Aborted when the deadline of the stop has passed: force is due. */
  readonly signal: AbortSignal;
  /** Time it may take to end by itself before it is killed, ms. */
  readonly graceMs: number;
  readonly reason: string;
  readonly cause: string;
  stepped(step: { readonly rung: StopRung; readonly pids: readonly number[]; readonly graceMs: number }): void;
}

/** Which content a run was started from, and which run of its component it is. */
export interface RunClaim {
  readonly version: number;
  /** Of the descriptor, completed with its defaults. */
  readonly hash: string;
  /** Counted from 1, over all sessions of the host. */
  readonly number: number;
}

/** The content that a run found by a later host was started from. */
export interface RunsAs extends RunClaim {
  /** Null when it is not kept any more. */
  readonly descriptor: Descriptor | null;
  /** Makes a component of that content. Throws NOT_FOUND when it is not kept any more. */
  build(): Promise<Component>;
}

/** What a run was started with, to be compared with another one. Values of variables are told by keyed stamps only. */
export interface StartFacts {
  readonly cwd: string;
  /** The program that was found, and what of its arguments are files: real paths, bytes, epoch ms. */
  readonly files: readonly { readonly path: string; readonly size: number; readonly mtime: number }[];
  readonly env: Readonly<Record<string, string>>;
}

/** A run as it began. */
export interface BegunRun {
  readonly id: string;
  readonly pid: number;
  readonly startTime: string;
  readonly spawnHash: string;
  readonly containment: Containment;
  readonly adopted?: boolean;
  /** Position of what began it, when that is not the start of the component. */
  readonly cause?: string;
  /** What it runs, when that is not what its component is declared to be now. */
  readonly as?: RunsAs;
  readonly facts?: StartFacts;
}

/** How a run ended. */
export interface Exit {
  readonly run: string;
  readonly code: number | null;
  readonly signal: string | null;
  /** As a person would say it. */
  readonly words: string;
  /** Processes of the run that were alive when it ended. */
  readonly leftovers: number;
  /** The descriptor calls this exit a success. */
  readonly success: boolean;
  /** What the end is called as an error; EXITED_EARLY when missing. */
  readonly error?: ErrorCode;
  /** The component goes on without it: it was one of many. */
  readonly goesOn?: boolean;
  /** It was over before anybody had begun to stop it. Missing where that is not known. */
  readonly byItself?: boolean;
}

/** A component's descriptor, checked: one file of `components/`. */
export interface Descriptor {
  readonly name: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly config: unknown;
  readonly dependsOn: Readonly<Record<string, DependencyCondition>>;
  readonly restart: RestartPolicy;
  readonly probes: readonly ProbeSpec[];
  readonly onChange: 'reload' | 'restart' | 'restart-when-idle' | 'ignore';
  readonly stop: { readonly graceMs: number; readonly signal?: string; readonly command?: readonly string[] };
  readonly start: { readonly deadlineMs: number };
  /** Highest resident memory of all its processes, bytes; null for none. */
  readonly memoryCeiling: number | null;
}

export interface RestartPolicy {
  readonly when: 'no' | 'on-failure' | 'always';
  readonly backoffMs: number;
  readonly backoffMaxMs: number;
  /** Crashes inside `windowMs` after which it waits for a change or an act. */
  readonly max: number;
  readonly windowMs: number;
  /** Uptime after which earlier crashes count no more, ms. */
  readonly stableMs: number;
}

export interface ProbeSpec {
  readonly name: string;
  readonly purpose: 'startup' | 'readiness' | 'liveness';
  readonly how:
    | { readonly sort: 'exec'; readonly command: readonly string[] }
    | { readonly sort: 'http'; readonly url: string; readonly status?: readonly number[]; readonly body?: string }
    | { readonly sort: 'tcp'; readonly host: string; readonly port: number }
    | { readonly sort: 'grpc'; readonly address: string; readonly service: string }
    | { readonly sort: 'log'; readonly pattern: string };
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly initialDelayMs: number;
  readonly successes: number;
  readonly failures: number;
}
