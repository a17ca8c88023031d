import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { definitionText, writeAtomically } from './corpus.ts';
import { builtPage } from './g6.ts';
import { startBenchHost } from './host.ts';
import { openScreen, startBrowser } from './page.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { median, quantile } from './statistics.ts';

const FILES = 60;
const SAMPLES = 100;
const SETTLE_MS = 20;
const FRAME_MS = 1_000 / 60;
const GIVE_UP_MS = 20_000;

/** How long after a save its row stands painted in Chromium, in frames beyond the settle time. */
export async function benchPaint({ root, runs, say }: BenchContext): Promise<BenchResult[]> {
  using scratch = openScratch();
  const workspace = scratch.folder('root');
  const files = Array.from({ length: FILES }, (_, index) => path.join(workspace, 'agents', 'team', `a${index}.yaml`));
  mkdirSync(path.dirname(files[0] ?? ''), { recursive: true });
  for (const file of files) writeFileSync(file, definitionText(path.basename(file), 0));
  await using host = await startBenchHost({
    root: workspace,
    home: scratch.folder('home'),
    rendererDir: builtPage(root),
  });
  await using browser = await startBrowser();
  const page = await openScreen(browser, host.pageUrl, 'reloads');
  await watchRows(page);
  let saves = 0;
  const half: BenchRun[] = [];
  const worst: BenchRun[] = [];
  for (let run = -1; run < runs; run++) {
    const clock = await compareClocks(page);
    const taken: number[] = [];
    for (let count = 0; count < (run < 0 ? 20 : SAMPLES); count++) {
      const file = files[saves % FILES] ?? '';
      const text = definitionText(path.basename(file), ++saves);
      const painted = nextRow(page, `agents/team/${path.basename(file, '.yaml')}`);
      await painted.armed;
      // Anywhere between two frames, and long enough after the last one for the page to be at rest.
      await sleep(60 + Math.random() * 40);
      const began = performance.timeOrigin + performance.now();
      (saves % 2 ? writeAtomically : writeFileSync)(file, text);
      taken.push((await painted.at) - clock.pageAheadMs - began);
    }
    // The first round warms everything up.
    if (run < 0) continue;
    const frames = (share: number) => (quantile(taken, share) - SETTLE_MS) / FRAME_MS;
    const facts = {
      reference: 1,
      medianMs: quantile(taken, 0.5),
      p99Ms: quantile(taken, 0.99),
      clockErrorMs: clock.errorMs,
    };
    half.push({ value: frames(0.5), ...facts });
    worst.push({ value: frames(0.99), ...facts });
    say(
      `  ${run + 1}/${runs}: p50 ${facts.medianMs.toFixed(1)} ms, p99 ${facts.p99Ms.toFixed(1)} ms (clocks agree to ${clock.errorMs.toFixed(1)} ms)`,
    );
  }
  const ms = (list: readonly BenchRun[], key: string) => median(list.map((run) => Number(run[key]))).toFixed(1);
  const frame = { goal: 'G2', unit: 'frames', compares: 'ratio' } as const;
  const what = `save → row painted, after ${SETTLE_MS} ms of settling`;
  return [
    resultOf(
      { ...frame, what: `${what}: p50`, target: 1.5, moonshot: 1, bound: `${ms(half, 'medianMs')} ms in all` },
      half,
    ),
    resultOf(
      { ...frame, what: `${what}: p99`, target: 4, moonshot: 2, bound: `${ms(worst, 'p99Ms')} ms in all` },
      worst,
    ),
  ];
}

/**
 * Has the page note when a row for a definition is painted. A new row is observed for its size, which the browser
 * reports in the very frame that first lays it out, after all scripts of that frame; the task after it runs once the
 * frame is on its way to the screen.
 */
async function watchRows(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = new WeakSet<Element>();
    const known = new Set<string>();
    let wanted: { id: string; found: (at: number) => void } | null = null;
    const rowsOf = (node: Node): Element[] => {
      if (!(node instanceof Element)) return [];
      const around = node.closest('[data-testid^="row-"]');
      return around ? [around] : [...node.querySelectorAll('[data-testid^="row-"]')];
    };
    const laidOut = new ResizeObserver((entries, observer) => {
      for (const { target } of entries) observer.unobserve(target);
      const target = wanted;
      wanted = null;
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        target?.found(performance.timeOrigin + performance.now());
        channel.port1.close();
      };
      channel.port2.postMessage(null);
    });
    const look = (row: Element) => {
      const testId = row.getAttribute('data-testid') ?? '';
      if (seen.has(row) && known.has(testId)) return;
      seen.add(row);
      if (known.has(testId)) return;
      known.add(testId);
      if (wanted && row.querySelector(`[title="${wanted.id}"]`)) laidOut.observe(row);
    };
    for (const row of document.querySelectorAll('[data-testid^="row-"]')) look(row);
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === 'attributes') for (const row of rowsOf(change.target)) look(row);
        for (const node of change.addedNodes) for (const row of rowsOf(node)) look(row);
      }
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-testid'] });
    Object.assign(window, {
      benchNextRow(id: string) {
        const { promise, resolve } = Promise.withResolvers<number>();
        wanted = { id, found: resolve };
        Object.assign(window, { benchPainted: promise });
      },
    });
  });
}

function nextRow(page: Page, id: string): { armed: Promise<void>; at: Promise<number> } {
  const armed = page.evaluate((wanted) => {
    (window as unknown as { benchNextRow: (id: string) => void }).benchNextRow(wanted);
  }, id);
  const at = armed
    .then(() =>
      page.evaluate(
        (giveUpMs) =>
          Promise.race([
            (window as unknown as { benchPainted: Promise<number> }).benchPainted,
            new Promise<null>((resolve) => setTimeout(resolve, giveUpMs, null)),
          ]),
        GIVE_UP_MS,
      ),
    )
    .then((found) => {
      if (found === null) throw new Error(`No new row of ${id} was painted.`);
      return found;
    });
  return { armed, at };
}

/** How far the page's clock is ahead of ours, ms: nothing, unless a round trip proves that they differ. */
async function compareClocks(page: Page): Promise<{ pageAheadMs: number; errorMs: number }> {
  let errorMs = Number.POSITIVE_INFINITY;
  let aheadMs = 0;
  for (let count = 0; count < 30; count++) {
    const before = performance.timeOrigin + performance.now();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    const after = performance.timeOrigin + performance.now();
    if ((after - before) / 2 >= errorMs) continue;
    errorMs = (after - before) / 2;
    aheadMs = there - (before + after) / 2;
  }
  return Math.abs(aheadMs) <= errorMs
    ? { pageAheadMs: 0, errorMs: Math.abs(aheadMs) }
    : { pageAheadMs: aheadMs, errorMs };
}
