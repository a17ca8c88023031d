import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type JobsHost, startJobsHost } from './jobs-host.ts';
import type { Holding } from './restarts-gauge.ts';

/** How many jobs a host is asked for after its warm-up, and who hears of it. */
export interface ManyJobs {
  readonly jobs: number;
  /** Jobs before the first look; by default as many as anything of is kept in memory. */
  readonly warmUp?: number;
  readonly say?: (line: string) => void;
}

/** What the host held while no job ran. */
export interface Sample extends Holding {
  /** Jobs so far, those of the warm-up included. */
  readonly at: number;
}

/** What came of it. */
export interface JobsReport {
  readonly jobs: number;
  readonly ms: number;
  readonly samples: readonly Sample[];
  /** The most the heap, and the whole host, held in the second half above the most in the first, bytes. */
  readonly risen: { readonly heapBytes: number; readonly rssBytes: number };
  readonly first: Sample;
  readonly last: Sample;
}

const AT_ONCE = 16;
/** Results that the host keeps; the state holds 200 jobs that ended, whatever the settings say. */
const KEPT = 100;
/** With five events each they fill what is kept of the journal for clients that come back, too. */
const WARM_UP = 5_000;
const SAMPLES = 12;
/** Jobs that are asked for before the next look: more than run at once, so that some always wait. */
const ROUND = 50;
/** Lines of an output, about 24 KB. */
const LINES = 5_000;
const MANIFEST = {
  name: 'load',
  version: '1.0.0',
  commands: [
    {
      name: 'count',
      exec_parts: ['/usr/bin/seq', '{{.from}}', '{{.to}}'],
      timeout: '60s',
      args: [
        { name: 'from', type: 'int', required: true },
        { name: 'to', type: 'int', required: true },
      ],
    },
    { name: 'fail', exec_parts: ['/bin/sh', '-c', 'echo no >&2; exit 3'], timeout: '60s' },
    { name: 'stay', exec_parts: ['/bin/sleep', '600'], timeout: '15m' },
  ],
};

/**
 * Runs jobs of a served workspace, 16 at once, and measures what the host holds. Every one must end as it should, with
 * every byte of its output; some fail, some are cancelled, some are followed by a stream.
 *
 * @throws Error when a job ends otherwise, loses output, or the host ends
 */
export async function runManyJobs({ jobs, warmUp = WARM_UP, say = () => {} }: ManyJobs): Promise<JobsReport> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sbx-jobs-'));
  const [root, home] = [path.join(folder, 'root'), path.join(folder, 'home')];
  mkdirSync(path.join(root, 'tools'), { recursive: true });
  mkdirSync(home);
  writeFileSync(path.join(root, 'tools/load.json'), JSON.stringify(MANIFEST));
  const settings = `jobs: { concurrency: ${AT_ONCE}, keep: ${KEPT}, history: ${2 * KEPT}, graceMs: 1000 }\n`;
  writeFileSync(path.join(root, 'signalbox.yaml'), settings);
  const began = performance.now();
  const host = await startJobsHost(root, home);
  const samples: Sample[] = [];
  try {
    let done = 0;
    while (done < warmUp) done += await round(host, done);
    const rounds = Math.ceil(jobs / ROUND);
    for (let at = 0; at <= rounds; at += 1) {
      if (at > 0) done += await round(host, done);
      if (at < (samples.length * rounds) / (SAMPLES - 1)) continue;
      const sample = { at: done, ...(await host.hold()) };
      samples.push(sample);
      say(wordsOf(sample));
    }
    const [first, last] = [samples[0] as Sample, samples.at(-1) as Sample];
    const risen = { heapBytes: rise(samples, 'heapBytes'), rssBytes: rise(samples, 'rssBytes') };
    return { jobs: done, ms: Math.round(performance.now() - began), samples, risen, first, last };
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs jobs and looks at the end of each; answers how many they were. */
async function round(host: JobsHost, from: number): Promise<number> {
  const numbers = Array.from({ length: ROUND }, (_, index) => from + index);
  const started = await Promise.all(numbers.map(async (number) => ({ number, ...(await begin(host, number)) })));
  const followed = started.filter(({ number }) => number % 10 === 2);
  const streams = await Promise.all(followed.map(({ id }) => host.follow(id)));
  await host.allEnded(started.map(({ id }) => id));
  for (const { number, id, sort } of started) {
    const { status, exit_code, stdout, stderr, truncated } = await host.result(id);
    const is = JSON.stringify({ status, exit_code, stdout, stderr, truncated });
    const wanted = JSON.stringify({ ...EXPECTED[sort], stdout: sort === 'count' ? numbersFrom(number) : '' });
    if (sortedKeys(is) !== sortedKeys(wanted)) throw new Error(`${sort} ${number}: ${is.slice(0, 400)}`);
  }
  for (const [index, text] of streams.entries()) {
    const { number, id } = followed[index] as (typeof followed)[number];
    const lines = text.split('\n').filter((line) => line.startsWith('data: ') && line.includes('"stdout"'));
    const said = lines
      .map((line) => `${(JSON.parse(line.slice('data: '.length)) as { line: string }).line}\n`)
      .join('');
    if (said !== numbersFrom(number)) throw new Error(`the stream of ${id} lost something`);
  }
  return ROUND;
}

type Sort = keyof typeof EXPECTED;

const EXPECTED = {
  count: { status: 'completed', exit_code: 0, stderr: '', truncated: false },
  fail: { status: 'failed', exit_code: 3, stderr: 'no\n', truncated: false },
  stay: { status: 'cancelled', exit_code: -1, stderr: '', truncated: false },
} as const;

async function begin(host: JobsHost, number: number): Promise<{ readonly id: string; readonly sort: Sort }> {
  const sort = number % 10 === 0 ? 'fail' : number % 10 === 1 ? 'stay' : 'count';
  const id = await host.post(`load/${sort}`, sort === 'count' ? { from: number, to: number + LINES } : {});
  if (sort === 'stay') await host.cancel(id);
  return { id, sort };
}

function numbersFrom(number: number): string {
  return Array.from({ length: LINES + 1 }, (_, index) => `${number + index}\n`).join('');
}

function sortedKeys(json: string): string {
  return JSON.stringify(Object.entries(JSON.parse(json) as object).sort());
}

function rise(samples: readonly Sample[], what: 'heapBytes' | 'rssBytes'): number {
  const half = Math.ceil(samples.length / 2);
  const most = (some: readonly Sample[]) => Math.max(...some.map((sample) => sample[what]));
  return most(samples.slice(half)) - most(samples.slice(0, half));
}

function wordsOf({ at, rssBytes, heapBytes, descriptors }: Sample): string {
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return `${at} jobs: resident ${mib(rssBytes)}, heap ${mib(heapBytes)}, ${descriptors} descriptors`;
}

if (import.meta.main) {
  const report = await runManyJobs({ jobs: Number(process.argv[2] ?? 1_000), say: (line) => console.log(line) });
  const { samples: _samples, ...rest } = report;
  console.log(JSON.stringify(rest, null, 1));
}
