import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Watcher } from '../../electron/core/watch/types.ts';
import { watchFolder } from '../../electron/core/watch/watcher.ts';
import { definitionText, writeAtomically } from './corpus.ts';
import { startInotifywait } from './inotifywait.ts';
import { steadyMs } from './machine.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { quantile } from './statistics.ts';
import { fillTree, treeOptions } from './tree.ts';

const FILES = 10_000;
const SAMPLES = 100;
const GIVE_UP_MS = 20_000;
const WAYS = ['atomic', 'in place'] as const;
type Way = (typeof WAYS)[number];
type Latency = (way: Way) => Promise<number>;

/** How long after a write the watch worker hears of it, held against inotifywait piped into Node. */
export async function benchRawEvents({ runs, say }: BenchContext): Promise<BenchResult[]> {
  using scratch = openScratch();
  const root = scratch.folder('root');
  const files = fillTree(root, FILES);
  const taken: Record<string, BenchRun[]> = {};
  for (let run = 0; run < runs; run++) {
    const reference = await byInotifywait(root, files);
    const value = await byWatcher(root, files);
    for (const way of WAYS) {
      for (const share of [0.5, 0.99]) {
        const one = { value: quantile(value[way], share), reference: quantile(reference[way], share) };
        const name = `${way}: p${share * 100}`;
        taken[name] = [...(taken[name] ?? []), one];
        say(
          `  ${way} p${share * 100} ${run + 1}/${runs}: ${one.value.toFixed(2)} ms (inotifywait ${one.reference.toFixed(2)} ms)`,
        );
      }
    }
  }
  return Object.entries(taken).map(([what, list]) =>
    resultOf(
      {
        goal: 'G1',
        what: `write → raw event, ${what}`,
        unit: 'ms',
        target: 10,
        moonshot: what.endsWith('p99') ? 3 : 2,
        compares: 'ratio',
        bound: `${FILES} files, ${SAMPLES} writes a run`,
      },
      list,
    ),
  );
}

async function byInotifywait(root: string, files: readonly string[]): Promise<Record<Way, number[]>> {
  await using reference = await startInotifywait(root);
  return await sample(files, async (file, since) => (await reference.firstEvent(file, since)) - since);
}

async function byWatcher(root: string, files: readonly string[]): Promise<Record<Way, number[]>> {
  await using watcher = watchFolder(treeOptions(root), () => {});
  await watcher.ready;
  return await sample(files, async (file, since) => (await firstRaw(watcher, file, since)) - since);
}

/** Writes files one after the other, each in its turn with a little peace before, and answers the latencies in ms. */
async function sample(
  files: readonly string[],
  heard: (file: string, since: number) => Promise<number>,
): Promise<Record<Way, number[]>> {
  const found: Record<Way, number[]> = { atomic: [], 'in place': [] };
  const write: Record<Way, (file: string, text: string) => void> = {
    atomic: writeAtomically,
    'in place': writeFileSync,
  };
  const step = Math.floor(files.length / (SAMPLES * WAYS.length));
  const latency: Latency = async (way) => {
    const index = (found.atomic.length + found['in place'].length) * step;
    const file = files[index] ?? '';
    const text = definitionText(path.basename(file), index);
    const since = steadyMs();
    write[way](file, text);
    return heard(file, since);
  };
  for (let count = 0; count < SAMPLES; count++) {
    for (const way of WAYS) {
      await sleep(5 + (count % 7));
      found[way].push(await latency(way));
    }
  }
  return found;
}

/** The first raw event of a file after a time, as the worker itself noted it. */
async function firstRaw(watcher: Watcher, file: string, since: number): Promise<number> {
  // Asking would keep the worker from hearing: it is left alone until the event must have come.
  await sleep(15);
  for (const from = steadyMs(); steadyMs() - from < GIVE_UP_MS; await sleep(5)) {
    const { raw } = await watcher.explain(file);
    const event = raw.find(({ steadyMs: at }) => at >= since);
    if (event) return event.steadyMs;
  }
  throw new Error(`The watcher never told of ${file}.`);
}
