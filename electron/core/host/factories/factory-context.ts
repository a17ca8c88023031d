import type { Clock } from '../../clock.ts';
import type { Processes } from '../../process/processes.ts';
import type { BaseEnvironment } from '../login-environment.ts';
import type { OutputTail } from '../output-tail.ts';
import type { RunBoard } from '../run-board.ts';
import type { Say } from '../slot.ts';
import type { Timers } from '../timers.ts';

/** What the factories of one workspace share; the composition root gives it. */
export interface FactoryContext {
  /** Root of the workspace: nothing runs in a folder outside of it. */
  readonly root: string;
  readonly processes: Pick<Processes, 'spawn' | 'holderOf'>;
  readonly environment: BaseEnvironment;
  /** Environment of the host, for variables that a descriptor asks for by name. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  /** A secret by name; null when there is none. May throw NOT_CONFIGURED. */
  readonly vault: (name: string) => Promise<string | null>;
  /** Values that must never show from now on. */
  readonly hide: (values: readonly string[]) => void;
  /** What stands for a value of the environment: a keyed hash, so that only whether it changed can be told. */
  readonly stamp: (value: string) => string;
  /** Takes every chunk of every run. While a promise it returned is open, the child's pipe is not read any further. */
  readonly output: (
    run: string,
    channel: 'stdout' | 'stderr',
    chunk: Buffer,
    component: string,
  ) => void | Promise<void>;
  readonly tail: Pick<OutputTail, 'tail'>;
  readonly board: RunBoard;
  readonly say: Say;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The Node that runs JavaScript of the user: a path, or a name to be found on the PATH of components. */
  readonly node: string;
  /** Runs a command of a tool as a job. Throws when the job is not taken on. */
  readonly runTool: (request: ToolRequest) => Promise<ToolRun>;
}

/** A command of a tool that a component wants to be run. */
export interface ToolRequest {
  /** `tool/command`. */
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly by: string;
  /** Position of what asked for it. */
  readonly cause: string;
}

/** A job that runs it. */
export interface ToolRun {
  readonly jobId: string;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  cancel(): Promise<void>;
}

/** The Node for user code: our own when we run on a plain one, else the one on the PATH (a packaged app has none). */
export function nodeForUserCode(): string {
  return process.versions['electron'] === undefined ? process.execPath : 'node';
}
