import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { builtPage } from './g6.ts';
import { startBenchHost } from './host.ts';
import { beginFrames, endFrames, startBrowser } from './page.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { droppedFrames, quantile } from './statistics.ts';

const STORED = Number(process.env['SIGNALBOX_BENCH_LINES'] ?? 100_000);
const PER_SECOND = 5_000;
const FRAME_MS = 1_000 / 60;
/** A frame that is due is drawn within this, in ms: the clock of frames is not exact. */
const ONE_FRAME_MS = 17.5;
const MEASURED_MS = 5_000;

/** Frames and memory of the log view while 5,000 lines a second are appended to those that are stored. */
export async function benchLogView({ root, runs, say }: BenchContext): Promise<BenchResult[]> {
  using scratch = openScratch();
  const folder = scratch.folder('root');
  mkdirSync(path.join(folder, 'components'));
  const command = [process.execPath, path.join(import.meta.dirname, 'g10-writer.ts'), STORED, PER_SECOND].map(String);
  const home = scratch.folder('home');
  await using host = await startBenchHost({ root: folder, home, rendererDir: builtPage(root) });
  await using browser = await startBrowser();
  const page = await openLogs(await openScreenOf(browser, host.pageUrl));
  const idle = await framesOf(page, MEASURED_MS);
  const heapBefore = await heapMb(page);

  writeFileSync(
    path.join(folder, 'components', 'writer.yaml'),
    `type: process\nenabled: true\nconfig:\n  command: ${JSON.stringify(command)}\n`,
  );
  await act(host.pageUrl, 'workspace.trust', { decision: 'trust' });
  await linesReach(host.pageUrl, STORED);
  const frames: BenchRun[] = [];
  const heap: BenchRun[] = [];
  for (let run = 0; run < runs; run += 1) {
    const from = await linesNow(host.pageUrl);
    const busy = await framesOf(page, MEASURED_MS);
    const lines = (await linesNow(host.pageUrl)) - from;
    const mb = await heapMb(page);
    const linesPerSecond = Math.round((lines * 1_000) / busy.ms);
    frames.push({ value: busy.p99, reference: idle.p99, dropped: busy.dropped, due: busy.due, linesPerSecond });
    heap.push({ value: mb - heapBefore, reference: heapBefore });
    say(
      `  ${run + 1}/${runs}: p99 ${busy.p99.toFixed(1)} ms (idle ${idle.p99.toFixed(1)}), ${busy.dropped} of ${busy.due} frames dropped, ${linesPerSecond} lines/s, heap ${mb.toFixed(1)} MB (before ${heapBefore.toFixed(1)})`,
    );
  }
  const what = `log view, ${PER_SECOND} lines/s appended to ${STORED}`;
  const value = { moonshot: ONE_FRAME_MS, compares: 'value' } as const;
  return [
    resultOf({ ...value, goal: 'G10', what: `${what}: p99 frame`, unit: 'ms', target: ONE_FRAME_MS }, frames),
    resultOf(
      { ...value, goal: 'G10', what: `${what}: heap more than without`, unit: 'MB', target: 20, moonshot: 10 },
      heap,
    ),
  ];
}

async function openScreenOf(browser: Awaited<ReturnType<typeof startBrowser>>, pageUrl: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await page.goto(pageUrl);
  return page;
}

async function openLogs(page: Page): Promise<Page> {
  await page.getByTestId('strip-journal').waitFor();
  await page.getByTestId('rail-logs').click();
  await page.getByTestId('log-foot').waitFor();
  return page;
}

async function framesOf(page: Page, ms: number) {
  await beginFrames(page);
  await sleep(ms);
  const times = await endFrames(page);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const { dropped, due } = droppedFrames(times, FRAME_MS);
  return { p99: quantile(gaps, 0.99), dropped, due, ms };
}

async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1_048_576;
}

async function act(pageUrl: string, name: string, input: unknown): Promise<unknown> {
  const { origin, hash } = new URL(pageUrl);
  const answer = await fetch(`${origin}/api/v1/actions/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hash.replace('#token=', '')}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return answer.json();
}

async function linesNow(pageUrl: string): Promise<number> {
  const { streams } = (await act(pageUrl, 'log.streams', {})) as { streams: { item: string; last: number }[] };
  return streams.filter(({ item }) => item === 'component:writer').reduce((sum, { last }) => sum + last, 0);
}

async function linesReach(pageUrl: string, lines: number): Promise<void> {
  while ((await linesNow(pageUrl)) < lines) await sleep(200);
}
