import type { Duplex } from 'node:stream';
import { AppError } from '../../../../shared/errors.ts';

/** What a module says of itself; each line is one JSON object. */
type Heard =
  | { readonly t: 'ready' }
  | { readonly t: 'failed'; readonly error: string }
  | { readonly t: 'pong'; readonly calls: number }
  | { readonly t: 'stopped'; readonly error: string | null }
  | { readonly t: 'reloaded'; readonly id: number; readonly taken: boolean };

/** The host's end of the pipe to a module. */
export interface ModuleChannel {
  /** Resolves when its start has returned; rejects with what that threw. */
  readonly ready: Promise<void>;
  /** Resolves when the other end is gone. */
  readonly closed: Promise<void>;
  /** What its stop threw; null when it did not. */
  readonly stopFault: () => string | null;
  readonly calls: () => number;
  /** Asks whether its thread still answers; resolves with the answer. */
  ping(): Promise<void>;
  /** Hands over a new configuration; false when it does not take one. */
  reload(config: unknown): Promise<boolean>;
  stop(): void;
}

/** A line longer than this is no answer of ours. */
const LONGEST_LINE = 1024 * 1024;

/** Speaks with the runner at the other end of a pipe. */
export function openModuleChannel(pipe: Duplex): ModuleChannel {
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => undefined);
  const closed = Promise.withResolvers<void>();
  let stopFault: string | null = null;
  let calls = 0;
  let pongs: (() => void)[] = [];
  const reloads = new Map<number, (taken: boolean) => void>();

  function take(heard: Heard): void {
    if (heard.t === 'ready') ready.resolve();
    else if (heard.t === 'failed') ready.reject(new AppError('EXITED_EARLY', `Its start failed: ${heard.error}`));
    else if (heard.t === 'stopped') stopFault = heard.error;
    else if (heard.t === 'reloaded') reloads.get(heard.id)?.(heard.taken);
    else if (heard.t === 'pong') {
      calls = Number.isFinite(heard.calls) ? heard.calls : 0;
      const waiting = pongs;
      pongs = [];
      for (const resolve of waiting) resolve();
    }
  }

  let rest = '';
  pipe.setEncoding('utf8');
  pipe.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) {
      const heard = parse(line);
      if (heard !== null) take(heard);
    }
  });
  pipe.on('error', () => undefined);
  pipe.on('close', () => {
    closed.resolve();
    for (const resolve of reloads.values()) resolve(false);
  });

  function say(message: Record<string, unknown>): void {
    if (!pipe.destroyed && pipe.writable) pipe.write(`${JSON.stringify(message)}\n`);
  }

  let nextId = 1;
  return {
    ready: ready.promise,
    closed: closed.promise,
    stopFault: () => stopFault,
    calls: () => calls,
    ping() {
      return new Promise((resolve) => {
        pongs.push(resolve);
        say({ t: 'ping' });
      });
    },
    reload(config) {
      const id = nextId++;
      return new Promise<boolean>((resolve) => {
        reloads.set(id, resolve);
        if (pipe.destroyed) resolve(false);
        say({ t: 'reload', id, config });
      }).finally(() => reloads.delete(id));
    },
    stop: () => say({ t: 'stop' }),
  };
}

function parse(line: string): Heard | null {
  try {
    return JSON.parse(line) as Heard;
  } catch {
    return null;
  }
}
