import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../electron/core/clock.ts';
import { createOutputTail } from '../../electron/core/host/output-tail.ts';
import { folderName } from '../../electron/core/logs/format.ts';
import { type LogStore, openLogStore } from '../../electron/core/logs/store.ts';
import { deliver } from '../../electron/core/process/output.ts';
import { streamName } from '../../shared/log.ts';
import { lineWriter } from './output-child.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { median } from './statistics.ts';

const CHILD = fileURLToPath(new URL('./output-child.ts', import.meta.url));
const ITEM = 'component:writer';
const STREAM = streamName(ITEM, 'stderr');
const LINE_END = 10;
/** Values like those of a real environment, so that all output is searched for them. */
const SECRETS = Array.from({ length: 20 }, (_, index) => `${index}-secret-value-${index * 7_919}`);

/** A kind of writer: how it writes, and how much. */
interface Writer {
  readonly goal: string;
  readonly what: string;
  readonly mode: 'block' | 'line';
  readonly count: number;
  /** As times the time of the reference: 0.7 of its rate is 1 / 0.7 of its time. */
  readonly target: number;
  readonly moonshot: number;
}

const WRITERS: readonly Writer[] = [
  { goal: 'G8', what: '64 KB writer, 200 MiB', mode: 'block', count: 3_200, target: 1 / 0.7, moonshot: 1 / 0.9 },
  { goal: 'G8b', what: 'line writer, 300,000 lines', mode: 'line', count: 300_000, target: 1 / 0.3, moonshot: 1 / 0.4 },
];

/** Time until all output of a child is stored, against the time `wc -l` needs for the same output. */
export async function benchOutput({ runs, say }: BenchContext): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const writer of WRITERS) {
    const expected = digestOf(writer);
    const measured: (BenchRun & { readonly readMs: number; readonly reference: number })[] = [];
    for (let run = -1; run < runs; run += 1) {
      const reference = await counted(writer, expected.lines);
      const readMs = await readOnce(writer);
      const stored = await storedOnce(writer, expected);
      // The first of each only warms up.
      if (run < 0) continue;
      measured.push({ value: stored.ms, reference, cpuMs: stored.cpuMs, readMs });
      say(
        `  ${writer.goal} ${run + 1}/${runs}: ${stored.ms.toFixed(0)} ms, wc -l ${reference.toFixed(0)} ms, only read ${readMs.toFixed(0)} ms, our CPU ${stored.cpuMs.toFixed(0)} ms`,
      );
    }
    const { goal, what, target, moonshot } = writer;
    const [read, counting] = [
      median(measured.map(({ readMs }) => readMs)),
      median(measured.map((run) => run.reference)),
    ];
    const bound = `reading it and throwing it away takes ${(read / counting).toFixed(2)}× of the reference`;
    results.push(resultOf({ goal, what, unit: 'ms', compares: 'ratio', target, moonshot, bound }, measured));
  }
  return results;
}

/** Lines and hash of what a writer writes. */
function digestOf({ mode, count }: Writer) {
  const hash = createHash('sha256');
  const writer = lineWriter();
  let lines = 0;
  for (let number = 0; number < count; number += 1) {
    const bytes = writer[mode](number);
    for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) lines += 1;
    hash.update(bytes);
  }
  return { lines, hash: hash.digest('hex') };
}

async function counted({ mode, count }: Writer, lines: number): Promise<number> {
  const from = performance.now();
  const child = spawn('sh', ['-c', '"$0" "$1" "$2" "$3" | wc -l', process.execPath, CHILD, mode, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child, 'close');
  const ms = performance.now() - from;
  if (Number(said) !== lines) throw new Error(`wc -l counted ${said.trim()} lines of ${lines}.`);
  return ms;
}

/** Time until the output of a child was read and thrown away: what no store can be faster than. */
async function readOnce({ mode, count }: Writer): Promise<number> {
  const from = performance.now();
  const child = spawn(process.execPath, [CHILD, mode, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await deliver(child.stdout as Readable, () => undefined).ended;
  return performance.now() - from;
}

async function storedOnce(writer: Writer, expected: { lines: number; hash: string }) {
  using scratch: Scratch = openScratch();
  const folder = scratch.folder('logs');
  const store = openLogStore({
    folder,
    clock: systemClock,
    position: () => 1,
    bounds: { workspaceBytes: Infinity, streamBytes: Infinity, streamDays: Infinity },
    key: Buffer.alloc(32),
    log: (message) => {
      throw new Error(message);
    },
  });
  await store.opened;
  store.hide(SECRETS);
  const cpu = process.cpuUsage();
  const from = performance.now();
  await take(store, writer);
  await store.flush();
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  await store.close();
  verify(folder, writer, expected);
  return { ms, cpuMs: (user + system) / 1_000 };
}

/** Runs the child as a component runs: its output goes to the tail for crash cards, and to the store. */
async function take(store: LogStore, { mode, count }: Writer): Promise<void> {
  const tail = createOutputTail();
  store.runStarted({ item: ITEM, run: 'bench', number: 1, after: null });
  const child = spawn(process.execPath, [CHILD, mode, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const delivery = deliver(child.stdout as Readable, (chunk) => {
    tail.output('bench', 'stderr', chunk);
    return store.write(ITEM, 'stderr', 'bench', chunk);
  });
  await delivery.ended;
}

/** What is on disk must be what was written: none lost, none torn, none twice. */
function verify(folder: string, { what, mode }: Writer, expected: { lines: number; hash: string }): void {
  const place = path.join(folder, folderName(STREAM));
  const hash = createHash('sha256');
  let lines = 0;
  for (const name of readdirSync(place).sort()) {
    if (!name.endsWith('.log')) continue;
    const bytes = readFileSync(path.join(place, name));
    for (let at = bytes.indexOf(LINE_END); at >= 0; at = bytes.indexOf(LINE_END, at + 1)) lines += 1;
    hash.update(bytes);
  }
  if (lines !== expected.lines || hash.digest('hex') !== expected.hash)
    throw new Error(`${what} (${mode}): ${lines} of ${expected.lines} lines are stored, or others than were written.`);
}
