import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { systemClock } from '../../electron/core/clock.ts';
import { type LogReader, openLogReader } from '../../electron/core/logs/reader.ts';
import { type LogStore, openLogStore } from '../../electron/core/logs/store.ts';
import { type LogAsk, type LogSay, type LogSpecInput, logSpec } from '../../shared/log.ts';
import { createRandom } from '../proof/random.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { quantile } from './statistics.ts';

const STEPS = [100_000, 1_000_000, 10_000_000] as const;
const FRAME_MS = 16.7;
const LINES_PER_SECOND = 5_000;
const APPEND_MS = 3_000;
const TICK_MS = 5;
/** Rows a screen asks for at once. */
const SCREEN = 60;
const ASKS = 300;
/** Stands in one of so many lines. */
const RARE = 'connection reset by peer';
const RARE_EVERY = 50_000;
const CHUNK_LINES = 500;

/** The reader's half of the log view: opening, pages, following and searching, at three sizes. */
export async function benchLogReader({ runs, say }: BenchContext): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const lines of STEPS) {
    using scratch = openScratch();
    const folder = scratch.folder('lines');
    const store = openStore(folder);
    await fill(store, lines);
    const measured: Measured[] = [];
    for (let run = 0; run < runs; run += 1) {
      const one = await measure(folder, store, lines, run);
      measured.push(one);
      say(
        `  ${lines} lines ${run + 1}/${runs}: open ${one.startMs.toFixed(0)} ms (bare thread ${one.bareMs.toFixed(0)} ms), another ${one.openMs.toFixed(1)} ms, page p99 ${one.pageMs.toFixed(1)} ms, p99 while appending ${one.liveMs.toFixed(1)} ms, search ${one.searchMs.toFixed(0)} ms (grep ${one.grepMs.toFixed(0)} ms), +${one.rssMb.toFixed(0)} MB`,
      );
    }
    await store.close();
    results.push(...resultsOf(lines, measured));
  }
  return results;
}

interface Measured {
  /** From nothing to the first rows, and how long a thread that does nothing needs to begin. */
  readonly startMs: number;
  readonly bareMs: number;
  readonly openMs: number;
  readonly pageMs: number;
  readonly liveMs: number;
  readonly searchMs: number;
  readonly grepMs: number;
  readonly rssMb: number;
}

function resultsOf(lines: number, all: readonly Measured[]): BenchResult[] {
  const name = lines >= 1_000_000 ? `${lines / 1_000_000}M lines` : `${lines / 1_000}k lines`;
  const take = (of: (one: Measured) => BenchRun) => all.map(of);
  const ms = { unit: 'ms', compares: 'value' } as const;
  return [
    resultOf(
      {
        goal: 'G10',
        what: `${name}: first open, by a bare thread`,
        unit: 'ms',
        compares: 'ratio',
        target: 20,
        moonshot: 8,
      },
      take(({ startMs, bareMs }) => ({ value: startMs, reference: bareMs })),
    ),
    resultOf(
      { ...ms, goal: 'G10', what: `${name}: open another view`, target: 100, moonshot: FRAME_MS },
      take(({ openMs }) => ({ value: openMs })),
    ),
    resultOf(
      { ...ms, goal: 'G10', what: `${name}: any ${SCREEN} rows, p99`, target: FRAME_MS, moonshot: FRAME_MS / 2 },
      take(({ pageMs }) => ({ value: pageMs })),
    ),
    resultOf(
      {
        ...ms,
        goal: 'G10',
        what: `${name}: any ${SCREEN} rows at ${LINES_PER_SECOND} lines/s, p99`,
        target: FRAME_MS,
        moonshot: FRAME_MS / 2,
      },
      take(({ liveMs }) => ({ value: liveMs })),
    ),
    resultOf(
      { goal: 'G10', what: `${name}: search all, by grep -c`, unit: 'ms', compares: 'ratio', target: 10, moonshot: 2 },
      take(({ searchMs, grepMs }) => ({ value: searchMs, reference: grepMs })),
    ),
    resultOf(
      { goal: 'G10', what: `${name}: memory of the reader`, unit: 'MB', compares: 'value', target: 150, moonshot: 80 },
      take(({ rssMb }) => ({ value: rssMb })),
    ),
  ];
}

function openStore(folder: string): LogStore {
  const bounds = { workspaceBytes: Infinity, streamBytes: Infinity, streamDays: Infinity };
  const key = Buffer.alloc(32);
  return openLogStore({ folder, clock: systemClock, position: () => 1, bounds, key, log: console.error });
}

/** About 100 bytes each, as services write them. */
function lineOf(n: number): string {
  const what = n % RARE_EVERY === 0 ? RARE : 'served from cache';
  return `2026-11-21T10:00:00.${String(n % 1_000).padStart(3, '0')}Z INFO http: GET /items/${n % 9_973} 200 in ${n % 97} ms, ${what}\n`;
}

async function fill(store: LogStore, lines: number): Promise<void> {
  for (let n = 1; n <= lines; n += CHUNK_LINES) {
    let text = '';
    for (let one = n; one < n + CHUNK_LINES && one <= lines; one += 1) text += lineOf(one);
    // Two streams, so that there is something to merge.
    const channel = (n / CHUNK_LINES) % 5 < 1 ? 'stderr' : 'stdout';
    await store.write('component:api', channel, null, Buffer.from(text));
    if (n % (CHUNK_LINES * 20) === 1) await sleep(0);
  }
  await store.flush();
}

async function measure(folder: string, store: LogStore, lines: number, seed: number): Promise<Measured> {
  const bareMs = await startBareThread();
  const before = process.memoryUsage().rss;
  const reader = openLogReader({ folder, connect: () => store.toReader(), log: console.error });
  const began = performance.now();
  const looking = look(reader, { streams: ['*'] });
  looking.ask({ k: 'follow', rows: SCREEN });
  const opened = await looking.next((said) => said.k === 'state' && said.rows >= lines && said.tail !== undefined);
  const startMs = performance.now() - began;
  const again = performance.now();
  await look(reader, { streams: ['*'] }).next((said) => said.k === 'state' && said.rows >= lines);
  const openMs = performance.now() - again;
  const rows = opened.k === 'state' ? opened.rows : 0;
  const pageMs = quantile(await askPages(looking, rows, seed, ASKS), 0.99);
  const appending = new AbortController();
  const appended = append(store, appending.signal);
  const live: number[] = [];
  for (const end = performance.now() + APPEND_MS; performance.now() < end; await sleep(FRAME_MS))
    live.push(...(await askPages(looking, rows, seed + live.length, 1)));
  appending.abort();
  await appended;
  const grepMs = grep(folder);
  const searched = performance.now();
  looking.ask({ k: 'find', pattern: { text: RARE, regex: false, case: true } });
  const found = await looking.next((said) => said.k === 'found' && said.done);
  const searchMs = performance.now() - searched;
  const wanted = Math.floor(lines / RARE_EVERY);
  if (found.k !== 'found' || found.count !== wanted)
    throw new Error(`Not ${wanted} were found: ${JSON.stringify(found)}`);
  const rssMb = (process.memoryUsage().rss - before) / 2 ** 20;
  await reader.close();
  return { bareMs, startMs, openMs, pageMs, liveMs: quantile(live, 0.99), searchMs, grepMs, rssMb };
}

/** How long a thread needs to begin that does nothing but say so, ms. */
async function startBareThread(): Promise<number> {
  const began = performance.now();
  const worker = new Worker("require('node:worker_threads').parentPort.postMessage(1)", { eval: true });
  await once(worker, 'message');
  const ms = performance.now() - began;
  await worker.terminate();
  return ms;
}

/** Asks for rows at random places; answers how long each answer took, ms. */
async function askPages(looking: Looking, rows: number, seed: number, count: number): Promise<number[]> {
  const random = createRandom(seed + 1);
  const times: number[] = [];
  for (let ask = 0; ask < count; ask += 1) {
    const from = random.below(Math.max(1, rows - SCREEN));
    const began = performance.now();
    looking.ask({ k: 'rows', from, count: SCREEN });
    const said = await looking.next((one) => one.k === 'rows' && one.from === from);
    times.push(performance.now() - began);
    if (said.k !== 'rows' || said.rows.length !== Math.min(SCREEN, rows)) throw new Error('Rows are missing.');
  }
  return times;
}

async function append(store: LogStore, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  for (let made = 0; !signal.aborted; await sleep(TICK_MS)) {
    const due = ((performance.now() - began) / 1_000) * LINES_PER_SECOND;
    let text = '';
    for (; made < due; made += 1) text += 'a line that comes while somebody looks\n';
    if (text !== '') void store.write('component:api', 'stdout', null, Buffer.from(text));
  }
  await store.flush();
}

/** How long `grep -c` needs for the same lines, ms. */
function grep(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.log'));
  const paths = files.map((name) => path.join(folder, name));
  const began = performance.now();
  const done = spawnSync('grep', ['-c', '-F', RARE, ...paths], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (done.status !== 0) throw new Error(`grep failed: ${done.stderr}`);
  return performance.now() - began;
}

interface Looking {
  ask(ask: LogAsk): void;
  /** Resolves with the next thing said that satisfies. */
  next(holds: (say: LogSay) => boolean): Promise<LogSay>;
}

function look(reader: LogReader, input: LogSpecInput): Looking {
  let waiting: { holds: (say: LogSay) => boolean; resolve: (say: LogSay) => void } | null = null;
  const view = reader.open((said) => {
    if (!waiting?.holds(said)) return;
    const { resolve } = waiting;
    waiting = null;
    resolve(said);
  });
  view.ask({ k: 'open', spec: logSpec.parse(input) });
  return {
    ask: view.ask,
    next: (holds) =>
      new Promise((resolve) => {
        waiting = { holds, resolve };
      }),
  };
}
