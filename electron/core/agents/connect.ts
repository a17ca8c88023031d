import { setTimeout as delay } from 'node:timers/promises';
import type { ChannelInterface, Client, Metadata } from '@grpc/grpc-js';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { StopRequest, StopStep } from '../process/types.ts';
import { AgentError } from './agent-error.ts';
import type { AgentSpawner } from './agent-process.ts';
import { addressWords, diagnoseAddress } from './diagnose-address.ts';
import { type Dialed, openDial, prepareDial } from './dial.ts';
import type { Handshake } from './handshake.ts';
import { createHandshakeTap, type HandshakeFacts } from './handshake-tap.ts';
import { endedWords, exitOf, type Link, startLink } from './link.ts';
import { goOn, shakeHands, suspendedPid } from './shake.ts';
import type { Track } from './track.ts';

/** Time an agent has to print its handshake, to be reached after it, and to end when asked, ms. */
export const STARTUP_TIMEOUT_MS = 30_000;
export const DIAL_TIMEOUT_MS = 10_000;
export const AGENT_GRACE_MS = 30_000;

/** What an agent is started and reached with. */
export interface ConnectOptions {
  readonly track: Track;
  readonly clock: Clock;
  readonly spawn: AgentSpawner;
  /** How it is spoken of. */
  readonly name: string;
  /** Path of its program; it is given no arguments. */
  readonly file: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  /** What its callers show; see `TOKEN_METADATA`. */
  readonly token: string;
  readonly startupTimeoutMs?: number | undefined;
  readonly dialTimeoutMs?: number | undefined;
  readonly signal: AbortSignal;
  /** Sees everything it writes to stderr, besides the log. */
  readonly logWriter?: ((chunk: Buffer) => void) | undefined;
  /** Its owner stops what is left of a start that failed; otherwise it is killed here. */
  readonly ownerStops?: boolean;
  /** The connection was lost for good while the process lives. */
  readonly onLost?: (error: AgentError) => void;
  /** The handshake can be looked at from here on. */
  readonly onStarted?: (look: () => HandshakeFacts, stderr: () => string) => void;
}

/** An agent that is up: owns both the channel and the process. */
export interface AgentConnection {
  readonly handshake: Handshake;
  readonly grpc: ChannelInterface;
  readonly client: Client;
  /** Must go with every call. */
  metadata(): Metadata;
  readonly processInfo: { readonly pid: number; readonly runId: string };
  /** The last 64 KiB it wrote to stderr. */
  stderrTail(): string;
  /** Closes the channel, asks the process to end, kills it after the grace; idempotent. Throws STOP_INCOMPLETE. */
  close(request?: StopRequest, onStep?: (step: StopStep) => void): Promise<void>;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Link['over'];
}

/**
 * Starts an agent and resolves when it is ready: handshake read, channel READY, health SERVING where it has one.
 * Throws AgentError; nothing of the agent is left then, unless its owner stops it.
 */
export async function connectAgent(options: ConnectOptions): Promise<AgentConnection> {
  const { track, spawn, name, file, token, signal } = options;
  const { startupTimeoutMs = STARTUP_TIMEOUT_MS, dialTimeoutMs = DIAL_TIMEOUT_MS } = options;
  let dialed: Dialed | null = null;
  let link: Link | null = null;
  track.to('spawning', { detail: file });
  const write = { log: (_channel: 'stdout' | 'handshake', _chunk: Buffer): void | Promise<void> => undefined };
  const tap = createHandshakeTap({
    now: options.clock.now,
    onHandshake: (chunk) => void write.log('handshake', chunk),
    onOutput: (chunk) => write.log('stdout', chunk),
  });
  try {
    signal.throwIfAborted();
    link = await startLink({
      track,
      spawn,
      name,
      wanted: {
        command: file,
        args: [],
        cwd: options.cwd,
        env: options.env,
        secretNames: options.secretNames,
        onStdout(chunk, log) {
          write.log = log;
          return tap.consume(chunk);
        },
      },
      onStderr: options.logWriter,
      disconnect: () => dialed?.close(),
    });
    const { tail } = link;
    options.onStarted?.(tap.facts, tail.text);
    // While the agent starts there is time for it; a fault shows when it is used.
    prepareDial().catch(() => undefined);
    const handshake = await shakeHands({ name, link, tap, timeoutMs: startupTimeoutMs, signal });
    const endpoint = addressWords(handshake.address);
    track.to('dialing', { endpoint, protocol: `agent ${handshake.protocol}` });
    dialed = await openDial(handshake.target, token);
    await reach(options, link, dialed, handshake, dialTimeoutMs);
    return connectionOf(options, link, dialed, handshake, dialTimeoutMs);
  } catch (thrown) {
    dialed?.close();
    const error = asAgentError(name, thrown, link);
    const end = link?.end ?? null;
    track.to('failed', { error, diagnosis: error.diagnosis, ...(end === null ? {} : { exit: exitOf(end) }) });
    if (link !== null && !options.ownerStops) await link.close({ graceMs: 0 }).catch(() => undefined);
    throw error;
  }
}

/** Waits until the agent can be called. Throws DIAL_TIMEOUT with a diagnosis, NOT_SERVING. */
async function reach(options: ConnectOptions, link: Link, dialed: Dialed, { address }: Handshake, timeoutMs: number) {
  const { track, name } = options;
  const until = performance.now() + timeoutMs;
  const gone = new AbortController();
  const signal = AbortSignal.any([options.signal, gone.signal]);
  void link.over.then((end) => gone.abort(new Error(end.words)));
  try {
    await dialed.ready(timeoutMs, signal);
    track.to('checking');
    const health = await dialed.healthy(Math.max(1, until - performance.now()), signal);
    track.to('ready', { detail: health === null ? 'has no health service' : health });
  } catch (thrown) {
    // That it has not answered by then is no fault of the agent.
    if (options.signal.aborted) throw calledOff(options, link, thrown);
    if (!(thrown instanceof AgentError) || thrown.code !== 'DIAL_TIMEOUT') throw thrown;
    const found = await diagnosisOf(link, address, thrown.diagnosis);
    throw new AgentError('DIAL_TIMEOUT', `${name} ${found.diagnosis}.`, {
      cause: thrown,
      ...found,
      stderr: link.tail.text(),
    });
  }
}

function calledOff({ track, name }: ConnectOptions, link: Link, cause: unknown): AgentError {
  const what = track.state === 'checking' ? 'did not say that it serves' : 'was not reached';
  const diagnosis = `${what} before its start was called off`;
  const stderr = link.tail.text();
  return new AgentError('DIAL_TIMEOUT', `${name} ${diagnosis}.`, {
    cause,
    diagnosis,
    stderr,
    remedy: 'Start it again.',
  });
}

/** What is wrong with an agent that cannot be reached, and what to do where that is not the usual. */
async function diagnosisOf(
  link: Link,
  address: Handshake['address'],
  known: string,
): Promise<{ readonly diagnosis: string; readonly remedy?: string }> {
  if (link.end !== null)
    return { diagnosis: `${endedWords(link.end)} after the handshake`, remedy: 'Read its stderr: it ended by itself.' };
  const suspended = await suspendedPid(link);
  if (suspended !== null) return { diagnosis: `is suspended (process ${suspended})`, remedy: goOn(suspended) };
  return { diagnosis: known.startsWith('is ') ? known : await diagnoseAddress(address) };
}

function connectionOf(
  { track, name, onLost }: ConnectOptions,
  link: Link,
  dialed: Dialed,
  handshake: Handshake,
  dialTimeoutMs: number,
): AgentConnection {
  const { process, tail, over } = link;
  void mind();

  /** A channel that is lost while the process lives is made again, or the agent is given up. */
  async function mind(): Promise<void> {
    for (;;) {
      await dialed.lost();
      // A process that ended takes its channel along: that is told as its end.
      await Promise.race([over, delay(SETTLE_MS, undefined, { ref: false })]);
      if (await isGone()) await over;
      if (link.isClosing || link.end !== null) return;
      track.to('reconnecting', { byItself: true });
      const gone = new AbortController();
      void over.then(() => gone.abort());
      const fault = await dialed.ready(dialTimeoutMs, gone.signal).then(
        () => null,
        (error: unknown) => error,
      );
      if (link.isClosing || link.end !== null) return;
      if (fault === null) {
        track.to('ready', { detail: 'connected again' });
        continue;
      }
      const found = await diagnosisOf(link, handshake.address, '');
      const { diagnosis } = found;
      const error = new AgentError('DIAL_TIMEOUT', `${name} was connected, and now ${diagnosis}.`, {
        cause: fault,
        ...found,
        stderr: tail.text(),
      });
      track.to('failed', { error, diagnosis });
      onLost?.(error);
      return;
    }
  }

  async function isGone(): Promise<boolean> {
    const sight = await process.look().catch(() => null);
    return sight !== null && !sight.members.some(({ pid }) => pid === process.pid);
  }

  return {
    handshake,
    grpc: dialed.channel,
    client: dialed.client,
    metadata: dialed.metadata,
    processInfo: { pid: process.pid, runId: process.runId },
    stderrTail: tail.text,
    close: (request = {}, onStep) => link.close({ signal: 'SIGINT', graceMs: AGENT_GRACE_MS, ...request }, onStep),
    ended: over,
  };
}

/** Time in which the end of a process is told after its connections broke, ms. */
const SETTLE_MS = 250;

function asAgentError(name: string, thrown: unknown, link: Link | null): AgentError {
  const stderr = link?.tail.text() ?? '';
  if (thrown instanceof AgentError)
    return thrown.stderr !== '' || stderr === ''
      ? thrown
      : new AgentError(thrown.code, thrown.message, {
          cause: thrown,
          diagnosis: thrown.diagnosis,
          remedy: thrown.hint,
          stderr,
        });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const remedy = thrown instanceof AppError ? { remedy: thrown.hint } : {};
  return new AgentError('HANDSHAKE_TIMEOUT', `${name} was not started: ${message}`, {
    cause: thrown,
    stderr,
    ...remedy,
  });
}
