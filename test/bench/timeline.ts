import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { openJournal } from '../../electron/core/journal/journal.ts';
import { createMasker } from '../../electron/core/journal/masker.ts';
import { openStoreClient } from '../../electron/core/journal/store-client.ts';
import { SHAPE } from '../../shared/state.ts';
import { builtPage } from './g6.ts';
import { startBenchHost } from './host.ts';
import { beginFrames, endFrames, startBrowser } from './page.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { quantile } from './statistics.ts';

const MARKS = 100_000;
const PAST_MS = 2_900_000;
const FILES = 100;
const KINDS = ['agents', 'models', 'tools', 'mcp', 'feeds', 'workflows', 'embedders', 'rules'];
const FRAME_MS = 1_000 / 60;
const WINDOW_MS = 6_000;
const GIVE_UP_MS = 120_000;

/** What the reader does meanwhile. */
const CASES = ['1 min, followed', '10 min, followed', '1 h, followed', '1 h, dragged'] as const;
type Case = (typeof CASES)[number];

const MENU: Readonly<Record<string, string>> = { '1 min': 'minute', '10 min': 'ten-minutes', '1 h': 'hour' };

/** How smooth the timeline stays with 100,000 marks on it while 200 edits arrive a second. */
export async function benchTimeline({ root, runs, say }: BenchContext): Promise<BenchResult[]> {
  using scratch = openScratch();
  const { workspace, home, edit } = await prepare(scratch);
  const env = { SIGNALBOX_CONFIG_HOLD_THRESHOLD: '0' };
  await using host = await startBenchHost({ root: workspace, home, env, rendererDir: builtPage(root) });
  await using browser = await startBrowser();
  const taken = new Map<Case, BenchRun[]>(CASES.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const name of CASES) {
      const empty = await during(await openEmpty(browser), edit);
      const page = await openTimeline(browser, host.pageUrl, name);
      const busy = await during(page, edit, name.endsWith('dragged') ? drag : undefined);
      const more = (busy.p99Ms - empty.p99Ms) / FRAME_MS;
      taken.get(name)?.push({
        value: more,
        p99Ms: busy.p99Ms,
        emptyP99Ms: empty.p99Ms,
        longestMs: busy.longestMs,
        frames: busy.frames,
        longTasks: busy.longTasks,
      });
      say(
        `  ${name} ${run + 1}/${runs}: p50 ${busy.p50Ms.toFixed(1)}, p99 ${busy.p99Ms.toFixed(1)} ms, longest ${busy.longestMs.toFixed(0)} ms of ${busy.frames} frames, ${busy.longTasks} long tasks (${busy.longTasksMs} ms), ${busy.edits} edits; an empty page: p99 ${empty.p99Ms.toFixed(1)} ms, longest ${empty.longestMs.toFixed(0)} ms of ${empty.frames}`,
      );
    }
  }
  const bound = 'beyond the p99 of an empty page in the same browser while the same files change';
  const frame = { goal: 'TIMELINE', unit: 'frames', target: 2, moonshot: 1, compares: 'value', bound } as const;
  return CASES.map((name) => resultOf({ ...frame, what: `p99 frame, 100,000 marks, ${name}` }, taken.get(name) ?? []));
}

/** Fills a workspace and a journal of 100,000 events about it, and tells how to change its files 200 times a second. */
async function prepare(scratch: Scratch) {
  const workspace = scratch.folder('root');
  const home = scratch.folder('home');
  const files = Array.from({ length: FILES }, (_, index) =>
    path.join(workspace, index % 2 ? 'models' : 'agents', `d${index}.yaml`),
  );
  const write = (file: string, text: string) => writeFileSync(file, text);
  for (const file of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    write(file, textOf(file, 0));
  }
  const name = createHash('sha256').update(workspace).digest('hex').slice(0, 16);
  await fillJournal(path.join(home, 'workspaces', name), workspace);
  let count = 0;
  function edit(): () => number {
    const before = count;
    const timer = setInterval(() => {
      for (let each = 0; each < 4; each++) {
        const file = files[++count % FILES] ?? '';
        write(file, count % 11 === 0 ? 'name: [' : textOf(file, count));
      }
    }, 20);
    return () => {
      clearInterval(timer);
      return count - before;
    };
  }
  return { workspace, home, edit };
}

function textOf(file: string, edit: number): string {
  return `name: ${path.basename(file, '.yaml')}\noptions:\n  provider: openai\n  model: gpt-${edit}\n`;
}

async function fillJournal(dir: string, workspace: string): Promise<void> {
  mkdirSync(path.join(dir, 'ledger'), { recursive: true });
  const store = await openStoreClient(dir, () => {}, { events: 1e9, bytes: 1e12, ms: 1e12 });
  const began = Date.now() - PAST_MS - 60_000;
  let count = 0;
  const journal = openJournal({
    host: 'bench',
    clock: { now: () => began + count * (PAST_MS / MARKS), mono: () => performance.now() },
    masker: createMasker(randomBytes(32)),
    store,
    log: () => {},
  });
  const durable = {
    workspace: { id: 'bench', root: workspace, name: 'bench', trusted: true, readOnly: null },
    pins: {},
  };
  const body = { build: 'bench', shape: SHAPE, reason: 'start', durable } as const;
  const cause = journal.append({ type: 'epoch.opened', subject: 'host', cause: null, body });
  const timings = { settle: 20, read: 1, parse: 1, validate: 1, swap: 1 };
  for (count = 1; count <= MARKS; count++) {
    const kind = KINDS[count % KINDS.length] ?? '';
    const id = `${kind}/d${count % 500}`;
    const file = { path: `${id}.yaml`, hash: 'h', size: 10, mtime: 1 };
    const subject = `definition:${id}`;
    if (count % 11 === 0) {
      const error = { code: 'SYNTAX', message: 'A [ is not closed.', hint: 'Close it.', retryable: false } as const;
      const refused = { ...file, phase: 'parse', error, keeps: 1, timings: {} } as const;
      journal.append({ type: 'definition.refused', subject, cause, body: refused });
    } else {
      const diff = [{ path: 'a.b', old: 1, new: 2 }];
      const change = { version: count + 1, from: count, change: 'update', diff, fields: 1, timings } as const;
      const reloaded = { ...file, ...change, rule: kind, touched: [], warnings: [] };
      journal.append({ type: 'definition.reloaded', subject, cause, body: reloaded });
    }
    if (count % 2_000 === 0) {
      journal.flush();
      await sleep(5);
    }
  }
  await journal.close('quit');
}

async function openEmpty(browser: Browser): Promise<Page> {
  return browser.newPage({ viewport: { width: 1440, height: 900 } });
}

/** Opens the timeline, waits until every mark is on it, and shows as much time as asked. */
async function openTimeline(browser: Browser, url: string, name: Case): Promise<Page> {
  const page = await openEmpty(browser);
  page.on('pageerror', (error) => console.error(error));
  await page.goto(url);
  await page.getByTestId('rail-reloads').click();
  await page.getByTestId('timeline').waitFor();
  await page.keyboard.press('0');
  await page.waitForFunction(
    (marks) => {
      const said = document.querySelector('[data-testid="timeline-count"]')?.textContent ?? '';
      return Number(said.replaceAll(/\D/g, '')) >= marks;
    },
    MARKS,
    { timeout: GIVE_UP_MS },
  );
  await page.getByTestId('timeline-span').click();
  await page.getByTestId(`menu-${MENU[name.split(',', 1)[0] ?? '']}`).click();
  // Nothing follows the live edge while the pointer is over it.
  await page.mouse.move(5, 400);
  return page;
}

async function drag(page: Page, until: number): Promise<void> {
  const box = await page.getByTestId('timeline-track').boundingBox();
  if (!box) throw new Error('There is no track to drag.');
  const y = box.y + 30;
  while (performance.now() < until) {
    await page.mouse.move(box.x + 200, y);
    await page.mouse.down();
    for (let step = 0; step < 40 && performance.now() < until; step++)
      await page.mouse.move(box.x + 200 + step * 12, y);
    await page.mouse.up();
    await page.keyboard.press('l');
  }
}

async function during(page: Page, edit: () => () => number, act?: (page: Page, until: number) => Promise<void>) {
  const stop = edit();
  await sleep(1_500);
  await page.evaluate(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    }).observe({ entryTypes: ['longtask'] });
    Object.assign(window, { benchTasks: tasks });
  });
  await beginFrames(page);
  const until = performance.now() + WINDOW_MS;
  if (act) await act(page, until);
  else await sleep(WINDOW_MS);
  const times = await endFrames(page);
  const tasks = await page.evaluate(() => (window as unknown as { benchTasks: number[] }).benchTasks);
  const edits = stop();
  await page.context().close();
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  return {
    p50Ms: quantile(gaps, 0.5),
    p99Ms: quantile(gaps, 0.99),
    longestMs: Math.max(...gaps),
    frames: gaps.length,
    longTasks: tasks.length,
    longTasksMs: Math.round(tasks.reduce((sum, each) => sum + each, 0)),
    edits,
  };
}
