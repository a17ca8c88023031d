import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import type { RunEnd, StopRequest, StopStep } from '../process/types.ts';
import type { AgentCode } from './agent-error.ts';
import { AgentError } from './agent-error.ts';
import type { AgentProcess, AgentSpawner, WantedProcess } from './agent-process.ts';
import { type ByteTail, createByteTail } from './byte-tail.ts';
import type { Track } from './track.ts';

/** After a process ended, its last words may still be on the way, ms. */
const LAST_WORDS_MS = 500;

/** A process that was started for a connection, from its spawn to its confirmed end. */
export interface Link {
  readonly process: AgentProcess;
  readonly tail: ByteTail;
  /** How it ended; null while it runs. */
  readonly end: RunEnd | null;
  /** Resolves when it has ended and its last words were read. */
  readonly over: Promise<RunEnd>;
  /** Whether somebody has begun to close it. */
  readonly isClosing: boolean;
  /**
   * Takes it down and resolves when nothing of it is left; a second call joins the first, and a shorter grace counts.
   * Throws STOP_INCOMPLETE; a later call tries again.
   */
  close(request: StopRequest, onStep?: (step: StopStep) => void): Promise<void>;
}

interface LinkOptions {
  readonly track: Track;
  readonly spawn: AgentSpawner;
  readonly wanted: Omit<WantedProcess, 'onStderr'>;
  /** How it is spoken of. */
  readonly name: string;
  /** Sees stderr besides. */
  readonly onStderr?: ((chunk: Buffer) => void) | undefined;
  /** Called once, before the process is asked to stop, or when it has ended. */
  readonly disconnect: () => void;
}

/** Starts a process for a connection. Throws AGENT_SPAWN. */
export async function startLink(options: LinkOptions): Promise<Link> {
  const { track, spawn, wanted, name, disconnect } = options;
  const tail = createByteTail();
  let process: AgentProcess;
  try {
    process = await spawn({
      ...wanted,
      onStderr(chunk) {
        tail.push(chunk);
        options.onStderr?.(chunk);
      },
    });
  } catch (error) {
    throw spawnFailed(name, error);
  }
  track.to('handshaking', { run: process.runId, pid: process.pid });
  let end: RunEnd | null = null;
  let isClosing = false;
  let closing: Promise<void> | null = null;
  const over = process.ended.then(async (ended) => {
    end = ended;
    await Promise.race([process.outputEnded, delay(LAST_WORDS_MS, undefined, { ref: false })]);
    return ended;
  });
  void over.then((ended) => {
    disconnect();
    // Before it was up, its end is why it failed, and told as that.
    if (isClosing || (track.state !== 'ready' && track.state !== 'reconnecting')) return;
    // While something of it is alive it has not ended: whoever owns it stops the rest.
    if (ended.leftovers === 0) tellExit(track, ended, !ended.asked);
    else track.to('stopping', { detail: `${ended.words}; something of it is alive`, byItself: !ended.asked });
  });

  async function climb(request: StopRequest, onStep?: (step: StopStep) => void): Promise<void> {
    isClosing = true;
    track.to('stopping');
    disconnect();
    try {
      await process.stop(request, onStep);
    } catch (error) {
      track.to('unknown', { error });
      throw error;
    }
    tellExit(track, await over, false);
  }

  return {
    process,
    tail,
    get end() {
      return end;
    },
    over,
    get isClosing() {
      return isClosing;
    },
    close(request, onStep) {
      if (closing !== null) {
        // The stop in progress takes the shorter grace.
        process.stop(request, onStep).catch(() => undefined);
        return closing;
      }
      const own = climb(request, onStep);
      closing = own;
      own.catch(() => {
        closing = null;
      });
      return own;
    },
  };
}

/** How a process ended, as a person would say it. */
export function endedWords({ code, signal }: Pick<RunEnd, 'code' | 'signal'>): string {
  if (signal !== null) return `was ended by ${signal}`;
  return code === null ? 'ended' : `exited with code ${code}`;
}

function tellExit(track: Track, end: RunEnd, byItself: boolean): void {
  track.to('exited', { exit: { ...exitOf(end), leftovers: 0 }, byItself });
}

/** How a process ended, as an event says it. */
export function exitOf({ code, signal, words, leftovers }: RunEnd) {
  return { code, signal, words, leftovers: leftovers ?? 0 };
}

/** What a start throws, as a failure of the agent; codes of agents stay. */
function spawnFailed(name: string, error: unknown): AgentError {
  if (error instanceof AgentError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code: AgentCode = 'AGENT_SPAWN';
  return new AgentError(code, `${name} could not be started: ${message}`, {
    cause: error,
    diagnosis: 'could not be started',
    phase: 'spawning',
    ...(error instanceof AppError ? { remedy: error.hint } : {}),
  });
}
