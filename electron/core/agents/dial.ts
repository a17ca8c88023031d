import { setTimeout as delay } from 'node:timers/promises';
import type { ChannelInterface, Client, Metadata } from '@grpc/grpc-js';
import { decodeStatus, encodeRequest, HEALTH_CHECK, HEALTH_STATUS } from '../grpc-health.ts';
import { TOKEN_METADATA } from './agent-environment.ts';
import { AgentError } from './agent-error.ts';

/** A gRPC connection to an agent on this machine. */
export interface Dialed {
  readonly client: Client;
  readonly channel: ChannelInterface;
  /** Metadata that every call must carry: the token of this spawn. */
  metadata(): Metadata;
  /** Resolves when the channel is READY; throws DIAL_TIMEOUT. */
  ready(timeoutMs: number, signal: AbortSignal): Promise<void>;
  /**
   * Resolves with `SERVING`, or null when the agent has no health service.
   * Throws NOT_SERVING when it says something else until the time is over, DIAL_TIMEOUT when it does not answer.
   */
  healthy(timeoutMs: number, signal: AbortSignal): Promise<'SERVING' | null>;
  /** Resolves when the channel is not READY any more, or was closed. */
  lost(): Promise<void>;
  close(): void;
}

const ASK_AGAIN_MS = 100;
const RECONNECT_MS = 50;
const RECONNECT_MOST_MS = 1_000;
/** An agent is not asked to prove itself again because nobody called it for a while, ms. */
const NEVER_IDLE_MS = 2 ** 31 - 1;

/** Loads what `openDial` needs, so that it is there when an agent has begun to listen. */
export async function prepareDial(): Promise<void> {
  await import('@grpc/grpc-js');
}

/** Makes a channel; nothing is connected before `ready`. */
export async function openDial(target: string, token: string): Promise<Dialed> {
  // Loaded when it is needed first: it is large.
  const grpc = await import('@grpc/grpc-js');
  const client = new grpc.Client(target, grpc.credentials.createInsecure(), {
    // Two connections to one address must not share what one of them has broken.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_http_proxy': 0,
    'grpc.initial_reconnect_backoff_ms': RECONNECT_MS,
    'grpc.max_reconnect_backoff_ms': RECONNECT_MOST_MS,
    'grpc.client_idle_timeout_ms': NEVER_IDLE_MS,
  });
  const channel = client.getChannel();
  let isClosed = false;

  function ask(signal: AbortSignal, timeoutMs: number): Promise<number | 'none'> {
    return new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + timeoutMs };
      const call = client.makeUnaryRequest(
        HEALTH_CHECK,
        encodeRequest,
        decodeStatus,
        '',
        new grpc.Metadata(),
        options,
        (error, status) => {
          signal.removeEventListener('abort', give);
          if (error?.code === grpc.status.UNIMPLEMENTED) resolve('none');
          else if (error) reject(error);
          else resolve(status ?? 0);
        },
      );
      function give(): void {
        call.cancel();
      }
      signal.addEventListener('abort', give, { once: true });
      if (signal.aborted) give();
    });
  }

  return {
    client,
    channel,
    metadata() {
      const metadata = new grpc.Metadata();
      metadata.set(TOKEN_METADATA, token);
      return metadata;
    },
    ready: (timeoutMs, signal) =>
      new Promise((resolve, reject) => {
        const fail = (cause: unknown) => {
          signal.removeEventListener('abort', give);
          const why = signal.aborted ? 'it was called off' : `it did not become ready within ${timeoutMs} ms`;
          reject(new AgentError('DIAL_TIMEOUT', `The agent could not be reached at ${target}: ${why}.`, { cause }));
        };
        function give(): void {
          fail(signal.reason);
        }
        signal.addEventListener('abort', give, { once: true });
        if (signal.aborted) return give();
        client.waitForReady(Date.now() + timeoutMs, (error) => {
          if (error) return fail(error);
          signal.removeEventListener('abort', give);
          resolve();
        });
      }),
    async healthy(timeoutMs, signal) {
      const until = performance.now() + timeoutMs;
      let said: number | null = null;
      for (;;) {
        const left = Math.max(1, until - performance.now());
        const answer = await ask(signal, left).catch((error: unknown) => error as Error);
        if (answer === 'none') return null;
        if (answer === 1) return 'SERVING';
        if (typeof answer === 'number') said = answer;
        // What it said counts more than that the last question came too late.
        if (signal.aborted || performance.now() >= until) throw unhealthy(target, timeoutMs, said ?? answer);
        const pause = Math.min(ASK_AGAIN_MS, Math.max(1, until - performance.now()));
        await delay(pause, undefined, { signal }).catch(() => undefined);
      }
    },
    lost: () =>
      new Promise((resolve) => {
        const look = (): void => {
          const state = isClosed ? grpc.connectivityState.SHUTDOWN : channel.getConnectivityState(false);
          if (state !== grpc.connectivityState.READY) return resolve();
          channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look);
        };
        look();
      }),
    close() {
      isClosed = true;
      client.close();
    },
  };
}

function unhealthy(target: string, timeoutMs: number, answer: number | Error): AgentError {
  if (answer instanceof Error)
    return new AgentError('DIAL_TIMEOUT', `The agent at ${target} does not answer calls: ${answer.message}.`, {
      cause: answer,
      diagnosis: 'is connected, and does not answer its health check',
    });
  const word = HEALTH_STATUS[answer] ?? `status ${answer}`;
  return new AgentError('NOT_SERVING', `The agent at ${target} said ${word} for ${timeoutMs} ms.`, {
    diagnosis: `answers, and says that it is ${word}`,
  });
}
