import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import type { Caller } from '../../electron/core/doors.ts';
import { openWorkbench } from '../../electron/core/workbench.ts';
import { startServer } from '../../electron/headless/server.ts';
import { createTokens } from '../../electron/headless/tokens.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Hashes } from './corpus.ts';
import type { HostAnswers, HostOptions, HostQuestion, HostQuestions } from './host-protocol.ts';
import { steadyMs } from './machine.ts';
import { trackDefinitions } from './tracker.ts';

// The host that is measured, in a process of its own: the real workbench, plus what the measuring process asks of it.
const options = JSON.parse(process.argv[2] ?? '{}') as HostOptions;
const caller: Caller = { door: 'ui', name: 'bench', capabilities: new Set(['read', 'act', 'write-files']) };

// Before anything is opened: the workers are the product's own, and the product has no reason to name them to anyone.
const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));

const began = steadyMs();
const workbench = await openWorkbench({
  home: options.home,
  env: { PATH: process.env['PATH'], ...options.env },
  build: 'bench',
  log: (line) => console.error(line),
  folder: options.root,
});
await workbench.ready;
const openedMs = steadyMs() - began;
const tokens = createTokens();
const server = options.rendererDir
  ? await startServer({
      workbench,
      port: 0,
      tokens,
      rendererDir: options.rendererDir,
      build: 'bench',
      log: console.error,
    })
  : null;

const tracker = trackDefinitions(await snapshot());
let rightSince: { loaded: number | null; planned: number | null } = { loaded: null, planned: null };
workbench.follow(
  {},
  (events) => {
    tracker.take(events);
    judge();
  },
  () => {},
);

const delay = monitorEventLoopDelay({ resolution: 1 });
const work = measureWork();
const handlers: { [K in keyof HostQuestions]: (input: HostQuestions[K]) => Promise<HostAnswers[K]> | HostAnswers[K] } =
  {
    expect(expected) {
      tracker.expect(expected);
      rightSince = { loaded: null, planned: null };
      judge();
      return state();
    },
    state,
    blockMain(ms) {
      // After the answer is on its way; the turn after that blocks.
      setImmediate(() => setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)));
      return { until: steadyMs() + ms };
    },
    blockWatch(ms) {
      const watch = workers.find((worker) => worker.threadName === 'watch');
      if (!watch) throw new Error('There is no watch worker.');
      watch.postMessage({ type: 'block', ms });
      return { until: steadyMs() + ms };
    },
    beginLag() {
      delay.reset();
      delay.enable();
      work.begin();
      return null;
    },
    endLag() {
      delay.disable();
      // What is recorded is the time between two beats of 1 ms.
      const late = (ns: number) => Math.max(0, ns / 1e6 - 1);
      return { maxMs: late(delay.max), p99Ms: late(delay.percentile(99)), longestWorkMs: work.end() };
    },
    async loaded() {
      const { definitions } = await snapshot();
      const hashes: Record<string, string> = {};
      for (const [id, { loaded }] of Object.entries(definitions)) if (loaded) hashes[id] = loaded.hash;
      return hashes as Hashes;
    },
    async apply() {
      await workbench.call('batch.apply', {}, { caller, wait: 'none' });
      return { at: steadyMs() };
    },
    async health() {
      return (await workbench.call('watchHealth', {}, { caller })) as HostAnswers['health'];
    },
    async close() {
      await server?.close();
      await workbench.close();
      setImmediate(() => process.disconnect());
      return null;
    },
  };

process.on('message', (question: HostQuestion) => void answer(question));
// The measuring process died: nobody is left to ask for the end.
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: { url: server?.url ?? null, token: tokens.full, openedMs } });

/** The longest stretch of the main thread's own CPU time between two beats: lag that is ours, not the machine's. */
function measureWork(): { begin(): void; end(): number } {
  let timer: NodeJS.Timeout | undefined;
  let longestMs = 0;
  return {
    begin() {
      longestMs = 0;
      let before = process.threadCpuUsage();
      timer = setInterval(() => {
        const { user, system } = process.threadCpuUsage();
        longestMs = Math.max(longestMs, (user + system - before.user - before.system) / 1_000);
        before = { user, system };
      }, 1);
    },
    end() {
      clearInterval(timer);
      return longestMs;
    },
  };
}

async function answer({ id, name, input }: HostQuestion): Promise<void> {
  try {
    const handler = handlers[name] as (input: unknown) => unknown;
    process.send?.({ id, value: (await handler(input)) ?? null });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

async function snapshot(): Promise<Snapshot> {
  return (await workbench.call('snapshot', {}, { caller })) as Snapshot;
}

function judge(): void {
  const now = steadyMs();
  rightSince = {
    loaded: tracker.wrongLoaded > 0 ? null : (rightSince.loaded ?? now),
    planned: tracker.wrongPlanned > 0 ? null : (rightSince.planned ?? now),
  };
}

function state(): HostAnswers['state'] {
  return { ...rightSince, wrongLoaded: tracker.wrongLoaded, wrongPlanned: tracker.wrongPlanned };
}
