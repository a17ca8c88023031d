import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { builtPage } from './g6.ts';
import { startBrowser } from './page.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';

// A server that does nothing but hand out an empty page: what Node and the browser need in any case.
const BLANK = `
  import { createServer } from 'node:http';
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<!doctype html><title>blank</title><p id="blank">.'));
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: 'http://127.0.0.1:' + server.address().port, token: '' })));
`;

// A definition of the sample, or what it needs from somebody: either is a fact of the workspace on the first screen.
const FIRST_FACT = '[data-testid="screen-overview"] :is([data-testid^="need-"], button[title*="/"])';

/** From the start of the served app to the first fact of the sample on the screen, against Node with an empty page. */
export async function benchStart({ root, runs, say }: BenchContext): Promise<BenchResult[]> {
  using scratch = openScratch();
  builtPage(root);
  const workspace = scratch.folder('root');
  cpSync(path.join(root, 'assets', 'sample'), workspace, { recursive: true });
  await using browser = await startBrowser();
  const taken: BenchRun[] = [];
  // The first round warms the machine's caches up, as a second start of the day finds them.
  for (let run = -1; run < runs; run++) {
    const blank = await paintedAfter(browser, ['--input-type=module', '-e', BLANK], {}, '#blank');
    const home = scratch.folder('home');
    const serve = [path.join(root, 'electron', 'start.mjs'), 'signalbox', 'serve', workspace, '--json'];
    const env = { HOME: home, SIGNALBOX_HOME: home };
    const ours = await paintedAfter(browser, serve, env, FIRST_FACT);
    if (run < 0) continue;
    taken.push({ value: ours.painted, reference: blank.painted, servedMs: ours.served, blankServedMs: blank.served });
    say(
      `  ${run + 1}/${runs}: painted after ${ours.painted.toFixed(0)} ms, served after ${ours.served.toFixed(0)} ms (empty page ${blank.painted.toFixed(0)} and ${blank.served.toFixed(0)} ms)`,
    );
  }
  const what = 'start → first fact of the sample painted';
  return [resultOf({ goal: 'G12', what, unit: 'ms', target: 3, moonshot: 1.5, compares: 'ratio' }, taken)];
}

/** Starts a server that prints its address as one line of JSON, opens it, and waits until an element is painted. */
async function paintedAfter(
  browser: Browser,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  selector: string,
): Promise<{ served: number; painted: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript((wanted) => {
    const { promise, resolve } = Promise.withResolvers<number>();
    Object.assign(window, { benchPainted: promise });
    const look = () => {
      if (document.querySelector(wanted) === null) return;
      observer.disconnect();
      // The task after the frame in which it was laid out.
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          resolve(performance.timeOrigin + performance.now());
          channel.port1.close();
        };
        channel.port2.postMessage(null);
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  }, selector);
  const began = now();
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...env },
  });
  try {
    const { url, token } = await firstLine(child);
    const served = now() - began;
    await page.goto(token === '' ? url : `${url}/#token=${token}`, { waitUntil: 'commit' });
    const painted = await page.evaluate(() => (window as unknown as { benchPainted: Promise<number> }).benchPainted);
    return { served, painted: painted - began };
  } finally {
    await context.close();
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function firstLine(child: ChildProcess): Promise<{ url: string; token: string }> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The server ended (${code}).`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
  });
}
