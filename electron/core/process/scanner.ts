import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../worker-url.ts';
import type { PortHolder, ScanAnswer, ScanQuestion } from './scan.ts';
import type { RunSight, RunTrace } from './types.ts';

/** Looks at the process table, in a thread of its own. It never looks unless it is asked. */
export interface Scanner {
  /** What can be seen of one run now: the table is read after the call. Calls made close together share one reading. */
  look(trace: RunTrace): Promise<RunSight>;
  /** Who listens on these ports (Linux). */
  holders(ports: readonly number[]): Promise<readonly PortHolder[]>;
  /** Says that a descriptor is the marker of a run, so that its holders are nobody's suspects; answers how to undo it. */
  claim(marker: string): () => void;
  /** How often the table was read. */
  readonly readings: number;
  /** Ends the thread. What is asked afterwards is refused. */
  close(): Promise<void>;
}

/** Twenty runs that stop together must not mean eighty readings a second. */
const LEAST_GAP_MS = 50;
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

interface Waiting {
  readonly trace: RunTrace;
  readonly resolve: (sight: RunSight) => void;
  readonly reject: (error: unknown) => void;
}

/** A scanner whose thread starts with the first question; an idle one keeps no process alive. */
export function openScanner(): Scanner {
  const markers = new Set<string>();
  let waiting: Waiting[] = [];
  let pumping = false;
  let worker: Worker | null = null;
  let closed = false;
  let nextId = 1;
  let readings = 0;
  let lastReadAt = Number.NEGATIVE_INFINITY;

  function start(): Worker {
    const started = new Worker(workerUrl('process', import.meta.url), {
      name: 'process',
      workerData: { self: process.pid },
      execArgv: [],
      resourceLimits: WORKER_LIMITS,
    });
    // Without a listener an error would end the process; whoever asks adds its own.
    started.on('error', () => {});
    started.on('exit', () => {
      if (worker === started) worker = null;
    });
    return started;
  }

  function ask(question: Unnumbered<ScanQuestion>): Promise<ScanAnswer> {
    if (closed) return Promise.reject(new Error('The scanner is closed.'));
    worker ??= start();
    const current = worker;
    const id = nextId++;
    readings += 1;
    current.ref();
    return new Promise((resolve, reject) => {
      let failure: unknown = new Error('The process thread ended.');
      const onMessage = (answer: ScanAnswer) => {
        if (answer.id !== id) return;
        finish();
        if (answer.type === 'failed') reject(new Error(answer.message));
        else resolve(answer);
      };
      const onError = (error: unknown) => {
        failure = error;
      };
      const onExit = () => {
        finish();
        reject(failure);
      };
      function finish(): void {
        current.off('message', onMessage).off('error', onError).off('exit', onExit);
        if (current.listenerCount('message') === 0) current.unref();
      }
      current.on('message', onMessage).on('error', onError).on('exit', onExit);
      current.postMessage({ ...question, id });
    });
  }

  async function pump(): Promise<void> {
    if (pumping) return;
    pumping = true;
    while (waiting.length > 0) {
      const rest = lastReadAt + LEAST_GAP_MS - performance.now();
      // Even without a gap to keep: those who ask in the same turn are to be in the same reading.
      await delay(Math.max(0, rest));
      const batch = waiting;
      waiting = [];
      lastReadAt = performance.now();
      try {
        const answer = await ask({ type: 'runs', traces: batch.map((one) => one.trace), taken: [...markers] });
        if (answer.type !== 'runs') throw new Error('The process thread answered something else.');
        batch.forEach((one, index) => {
          const sight = answer.sights[index];
          if (sight) one.resolve(sight);
          else one.reject(new Error('The process thread left out a run.'));
        });
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    pumping = false;
  }

  return {
    look(trace) {
      return new Promise((resolve, reject) => {
        waiting.push({ trace, resolve, reject });
        void pump();
      });
    },
    async holders(ports) {
      if (process.platform !== 'linux' || ports.length === 0) return [];
      const answer = await ask({ type: 'ports', ports });
      return answer.type === 'ports' ? answer.holders : [];
    },
    claim(marker) {
      markers.add(marker);
      return () => markers.delete(marker);
    },
    get readings() {
      return readings;
    },
    async close() {
      closed = true;
      await worker?.terminate();
    },
  };
}
