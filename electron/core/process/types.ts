import type { Duplex, Writable } from 'node:stream';
import type { ProcessIdentity } from '../home/process-identity.ts';

/**
 * How far a run can be traced, shown beside "stopped": `cgroup` is a proof by the kernel; `marks` follows group,
 * session, parents, environment and descriptor (Linux); `job` is a Windows job object held by a helper; `tree` follows
 * group, session and parents only (macOS, Windows).
 */
export type ContainmentKind = 'cgroup' | 'marks' | 'job' | 'tree';

/** Takes one chunk of output as it came. While a promise it returned is open, the pipe is not read any further. */
export type OutputConsumer = (chunk: Buffer) => void | Promise<void>;

/** What is to be run, and how. */
export interface RunSpec {
  /** Ours to choose when missing: 16 hex digits. */
  readonly runId?: string;
  /** A name to be looked for on the PATH of `env`, or a path (relative ones start at `cwd`). */
  readonly command: string;
  readonly args: readonly string[];
  /** The arguments as they may be written down, where some of them are secret. */
  readonly shownArgs?: readonly string[];
  readonly cwd: string;
  /** The whole environment of the child: nothing is added but `SIGNALBOX_RUN` and `PWD`. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables of `env` that hold secrets besides those whose names say so. */
  readonly secretNames?: readonly string[];
  readonly stdin?: 'closed' | 'pipe';
  /** Without a consumer the stream goes to `/dev/null`. */
  readonly onStdout?: OutputConsumer;
  readonly onStderr?: OutputConsumer;
  /** Two-way pipes beyond the usual three; the child has them as descriptors 5, 6, … */
  readonly extraPipes?: number;
  readonly containment?: 'auto' | 'marks';
  /** What to do about a program that every user may change; refused when missing. */
  readonly worldWritable?: 'refuse' | 'warn';
  /** Whose run it is, for the ledger: `component:db`. */
  readonly owner?: string;
  /** What its owner wants to find beside it in the ledger. */
  readonly note?: RunNote;
  /** Ports the run is known to listen on: one still taken after the stop means that a process got away. */
  readonly ports?: readonly number[];
}

/** Plain facts an owner keeps with a run, for whoever finds it after a crash of ours. */
export type RunNote = Readonly<Record<string, string | number>>;

/** One process that was traced to a run. */
export interface Member extends ProcessIdentity {
  readonly ppid: number;
  readonly group: number;
  /** Name as the kernel keeps it: at most 15 characters, no arguments. */
  readonly name: string;
  /** One letter as in proc(5); `T` is stopped. */
  readonly state: string;
  /** Processor time used so far, in clock ticks. */
  readonly cpuTicks: number;
  /** Resident memory, in pages. */
  readonly rssPages: number;
}

/** By what a run is recognised in the process table: plain data, so that it can be sent to the worker. */
export interface RunTrace extends ProcessIdentity {
  readonly runId: string;
  /** Inode of the marker descriptor as the child holds it (`socket:[4711]`); null where there is none. */
  readonly marker: string | null;
  /** Folder of its control group; null without one. */
  readonly cgroup: string | null;
  /** Processes once seen as members: they stay members, whatever they drop. */
  readonly known: readonly ProcessIdentity[];
  /** Whether the number of its group cannot have been given to another one meanwhile. */
  readonly groupSure: boolean;
}

/** What one look at the process table says about a run. */
export interface RunSight {
  readonly members: readonly Member[];
  /** Processes that may belong to it, and cannot be asked. */
  readonly suspects: readonly Member[];
  /** Whether its control group holds a process; null without a control group. */
  readonly populated: boolean | null;
}

/** How the first process of a run ended. */
export interface RunEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The same in plain words. */
  readonly words: string;
  /** Time since it was let go, in milliseconds. */
  readonly afterMs: number;
  /** Members still alive right after it ended; null when the process table could not be read. */
  readonly leftovers: number | null;
  /** Somebody had begun to stop it, or to kill it, before it ended. */
  readonly asked: boolean;
}

/** How a run is to be stopped. */
export interface StopRequest {
  /** Time between asking and killing, in milliseconds; 10,000 when missing. */
  readonly graceMs?: number;
  /** Sent to ask; SIGTERM when missing. */
  readonly signal?: NodeJS.Signals;
  /** Run instead of sending the signal; when it fails, the signal is sent after all. */
  readonly command?: { readonly command: string; readonly args: readonly string[] };
  /** When everything must be over, on the monotonic clock: graces are cut so that killing begins 5 s before it. */
  readonly deadlineAt?: number;
}

/** One step of the ladder, as it happened. */
export interface StopStep {
  readonly rung: 'asked' | 'waiting' | 'killed' | 'reaped' | 'escaped';
  readonly pids: readonly number[];
  /** Time left until the members are killed, in milliseconds. */
  readonly graceMs: number;
}

/** A stop that was confirmed. */
export interface StopResult {
  readonly containment: ContainmentKind;
  /** Processes that may have got away. */
  readonly escaped: number;
  /** `stopped`, or `stopped, 1 process may have escaped`. */
  readonly words: string;
}

/** What can be done with a run, whether we started it or adopted it. */
export interface StoppableRun extends ProcessIdentity {
  readonly runId: string;
  readonly containment: ContainmentKind;
  /**
   * Stops every process that can be traced to the run, and resolves when none is left. A second call joins the stop in
   * progress; a shorter grace of it counts. Throws STOP_INCOMPLETE when some outlive the last rung by 5 s; the run then
   * stays in the ledger, and a later call tries again.
   */
  stop(request?: StopRequest, onStep?: (step: StopStep) => void): Promise<StopResult>;
  /** Goes to the last rung at once; begins a stop when there is none. */
  killNow(): Promise<StopResult>;
  /** Looks at the process table once. */
  look(): Promise<RunSight>;
  /** By what it is recognised, as of now. */
  trace(): RunTrace;
}

/** A run of ours, from the moment its program may run. */
export interface Run extends StoppableRun {
  /** Path of the program that was found. */
  readonly executable: string;
  /** Hash over what was asked for: equal specs have equal hashes. Secret values do not enter it. */
  readonly spawnHash: string;
  /** What should be known about the start, in words. */
  readonly warnings: readonly string[];
  /** Null when stdin is closed. Writing to a child that is gone is no fault. */
  readonly stdin: Writable | null;
  readonly extra: readonly Duplex[];
  /** Resolves when the first process of the run has ended. Members may be left: `stop` them. */
  readonly ended: Promise<RunEnd>;
  /** Resolves when both outputs were delivered to their last byte. */
  readonly outputEnded: Promise<void>;
}
