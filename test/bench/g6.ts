import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { createCorpus, type Shape } from './corpus.ts';
import { startBenchHost } from './host.ts';
import { beginFrames, endFrames, openScreen, startBrowser } from './page.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { droppedFrames } from './statistics.ts';
import { takeIn } from './take-in.ts';

const FILES = 5_000;
const FRAME_MS = 1_000 / 60;
const MEASURED: readonly Shape[] = ['in place', 'atomic', 'directory rename'];
const LAG = { goal: 'G6', unit: 'ms', target: 50, moonshot: 16, compares: 'value' } as const;
const FRAMES = { goal: 'G6', unit: '%', target: 5, moonshot: 0, compares: 'value' } as const;

/** How smooth the host and a page that shows the Reloads stay while 5,000 definitions change at once. */
export async function benchSmoothness(context: BenchContext): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const shape of MEASURED) results.push(...(await during(context, shape)));
  return results;
}

async function during({ root, runs, say }: BenchContext, shape: Shape): Promise<BenchResult[]> {
  using scratch = openScratch();
  const corpus = createCorpus(scratch.folder('root'), FILES);
  // The same writes where nobody watches: what the machine itself costs the page.
  const elsewhere = createCorpus(scratch.folder('elsewhere'), FILES);
  const env = { SIGNALBOX_CONFIG_HOLD_THRESHOLD: '0' };
  const home = scratch.folder('home');
  await using host = await startBenchHost({ root: corpus.root, home, env, rendererDir: builtPage(root) });
  // The same host with nothing to do: what the machine itself makes a loop wait.
  await using bystander = await startBenchHost({ root: scratch.folder('empty'), home: scratch.folder('home') });
  await using browser = await startBrowser();
  const page = await openScreen(browser, host.pageUrl, 'reloads');
  await takeIn(host, corpus, shape, 'loaded');
  const longest: BenchRun[] = [];
  const p99: BenchRun[] = [];
  const frames: BenchRun[] = [];
  for (let run = 0; run < runs; run++) {
    const idle = await framesDuring(page, async () => {
      elsewhere.plan(shape).write();
      await sleep(1_000);
    });
    await host.ask('beginLag');
    await bystander.ask('beginLag');
    const busy = await framesDuring(page, () => takeIn(host, corpus, shape, 'loaded'));
    const { maxMs, p99Ms, longestWorkMs } = await host.ask('endLag');
    const idleLag = await bystander.ask('endLag');
    longest.push({ value: maxMs, reference: idleLag.maxMs, longestWorkMs });
    p99.push({ value: p99Ms, reference: idleLag.p99Ms });
    frames.push({
      value: busy.percent,
      reference: idle.percent,
      dropped: busy.dropped,
      due: busy.due,
      longestMs: busy.longestMs,
    });
    say(
      `  ${shape} ${run + 1}/${runs}: lag ${maxMs.toFixed(1)} ms (p99 ${p99Ms.toFixed(1)}, at most ${longestWorkMs.toFixed(1)} ms of work in one turn; a host with nothing to do: ${idleLag.maxMs.toFixed(1)} ms), ${busy.dropped} of ${busy.due} frames dropped, longest ${busy.longestMs.toFixed(0)} ms (unwatched: ${idle.dropped} of ${idle.due})`,
    );
  }
  const bound = 'the reference is the same page while the same files are written where nobody watches';
  const beside = 'the reference is the loop of a host with nothing to do, at the same time';
  return [
    resultOf({ ...LAG, what: `${shape}: longest lag of the main loop`, bound: beside }, longest),
    resultOf({ ...LAG, what: `${shape}: p99 lag of the main loop`, bound: beside }, p99),
    resultOf({ ...FRAMES, what: `${shape}: frames dropped in the page`, bound }, frames),
  ];
}

async function framesDuring(page: Page, work: () => Promise<unknown>) {
  await beginFrames(page);
  await work();
  const times = await endFrames(page);
  const { dropped, due } = droppedFrames(times, FRAME_MS);
  const longestMs = Math.max(0, ...times.slice(1).map((at, index) => at - (times[index] ?? at)));
  return { dropped, due, percent: due === 0 ? 0 : (100 * dropped) / due, longestMs };
}

/** Folder of the built page. Throws when it has not been built. */
export function builtPage(root: string): string {
  const folder = path.join(root, 'out', 'renderer');
  if (!existsSync(path.join(folder, 'index.html'))) throw new Error('The page has not been built: npm run build.');
  return folder;
}
