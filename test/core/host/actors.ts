import type { Component, Descriptor, StartContext } from '../../../electron/core/host/component.ts';
import type { Env } from '../../../electron/core/host/env.ts';
import type { Logger } from '../../../electron/core/observe/logger.ts';
import type { EventDraft } from '../../../shared/envelope.ts';

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {}, with: () => quiet };

export const env: Env = {
  logger: quiet,
  observer: {
    startSpan: () => ({ setAttributes() {}, end() {}, context: { traceId: '', spanId: '' } }),
    counter() {},
    histogram() {},
    async flush() {},
  },
  config: {
    get: () => undefined,
    string: (_path, fallback) => fallback,
    int: (_path, fallback) => fallback,
    bool: (_path, fallback) => fallback,
    duration: (_path, fallback) => fallback,
  },
};

/** A component that writes down what is done to it. */
export function recorder(name: string, lines: string[], faults: { start?: string; stop?: string } = {}): Component {
  return {
    name,
    async start() {
      lines.push(`start ${name}`);
      if (faults.start) throw new Error(faults.start);
    },
    async stop() {
      lines.push(`stop ${name}`);
      if (faults.stop) throw new Error(faults.stop);
    },
  };
}

/** A pretended program: it begins a run, can be made to end, and knows whether it is alive. */
export interface Program extends Component {
  readonly alive: () => number;
  /** Its stop threw: what is left of it is not the host's fault. */
  readonly stuck: boolean;
  /** Ends it as if by itself. */
  end(code: number, leftovers?: number): void;
}

let runs = 0;

/** A program whose starts and stops do what `behave` says. */
export function program(
  name: string,
  behave: {
    readonly start?: (context: StartContext) => Promise<void>;
    readonly stop?: () => Promise<void>;
  } = {},
): Program {
  let context: StartContext | null = null;
  let run = '';
  let alive = 0;
  let stuck = false;
  return {
    name,
    alive: () => alive,
    get stuck() {
      return stuck;
    },
    async start(given) {
      if (alive > 0) throw new Error(`${name} was started while it was alive`);
      context = given;
      runs += 1;
      run = `run-${runs}`;
      alive = 1;
      given.began({ id: run, pid: runs, startTime: String(runs), spawnHash: 'h', containment: 'marks' });
      await behave.start?.(given);
    },
    async stop() {
      try {
        await behave.stop?.();
      } catch (error) {
        stuck = alive > 0;
        throw error;
      }
      if (alive === 0) return;
      alive = 0;
      context?.ended({ run, code: null, signal: 'SIGTERM', words: 'ended by SIGTERM', leftovers: 0, success: true });
    },
    end(code, leftovers = 0) {
      if (alive === 0) return;
      alive = leftovers;
      context?.ended({ run, code, signal: null, words: `exit ${code}`, leftovers, success: code === 0 });
    },
  };
}

/** A descriptor with short times. */
export function descriptor(name: string, part: Partial<Descriptor> = {}): Descriptor {
  return {
    name,
    type: 'test',
    enabled: true,
    config: {},
    dependsOn: {},
    restart: { when: 'on-failure', backoffMs: 100, backoffMaxMs: 1_000, max: 4, windowMs: 60_000, stableMs: 10_000 },
    probes: [],
    onChange: 'restart',
    stop: { graceMs: 1_000 },
    start: { deadlineMs: 5_000 },
    memoryCeiling: null,
    ...part,
  };
}

/** A journal that only keeps what it is told. */
export function noteBook(): { events: (EventDraft & { seq: number })[]; append: (draft: EventDraft) => string } {
  const events: (EventDraft & { seq: number })[] = [];
  return {
    events,
    append(draft) {
      events.push({ ...draft, seq: events.length + 1 });
      return `e:${events.length}`;
    },
  };
}
