import type { Writable } from 'node:stream';
import type { RunEnd, RunSight, StopRequest, StopStep } from '../process/types.ts';

/** Writes output of a process into the log; a promise makes the process wait. */
export type WriteLog = (channel: 'stdout' | 'handshake', chunk: Buffer) => void | Promise<void>;

/** What is to be run for a connection. */
export interface WantedProcess {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  /** Keeps stdin open, to be written to. */
  readonly stdin?: boolean;
  /** Takes stdout instead of the log; what belongs there is handed to `write`. A promise makes the process wait. */
  readonly onStdout: (chunk: Buffer, write: WriteLog) => void | Promise<void>;
  /** Sees stderr on its way into the log. */
  readonly onStderr: (chunk: Buffer) => void;
}

/** A process behind a connection, whoever owns its run. */
export interface AgentProcess {
  readonly runId: string;
  readonly pid: number;
  readonly stdin: Writable | null;
  /** Resolves when it has ended. */
  readonly ended: Promise<RunEnd>;
  /** Resolves when stdout and stderr were delivered to their last byte. */
  readonly outputEnded: Promise<void>;
  /** Takes it down the ladder; see `StoppableRun.stop`. */
  stop(request: StopRequest, onStep?: (step: StopStep) => void): Promise<unknown>;
  killNow(): Promise<unknown>;
  look(): Promise<RunSight>;
}

/** Starts a process; throws what `spawnRun` throws. */
export type AgentSpawner = (wanted: WantedProcess) => Promise<AgentProcess>;
