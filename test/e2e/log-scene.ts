import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { onEnd } from '../helpers/temp.ts';
import { openPage, type ServedApp, serveApp, startBrowser } from './app.ts';

export const LONG = { timeout: 60_000 };

/** Writes to its outputs what stands in a file, `!` before what is an error; another run goes on behind the last line. */
const WRITER = `
const fs = require('fs');
const [, file] = process.argv;
let at = fs.existsSync(file + '.at') ? Number(fs.readFileSync(file + '.at', 'utf8')) : 0;
setInterval(() => {
  const text = fs.readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\\n') + 1);
  if (whole.length === at) return;
  for (const line of whole.slice(at).split('\\n').slice(0, -1)) {
    const said = JSON.parse('"' + line.replace(/^!/, '') + '"');
    (line.startsWith('!') ? process.stderr : process.stdout).write(said + '\\n');
  }
  at = whole.length;
  fs.writeFileSync(file + '.at', String(at));
}, 50);
`;

/** The log of two components of one test, in a page that remembers nothing. */
export interface LogScene {
  readonly page: Page;
  readonly api: string;
  readonly web: string;
  /** Has a component write lines. */
  say(name: string, ...lines: string[]): void;
}

/** One served app for all tests of a file, and scenes in it. */
export interface LogScenes {
  app(): ServedApp;
  start(size?: { width: number; height: number }, scheme?: 'light' | 'dark'): Promise<LogScene>;
}

/** Serves an app before the first test and ends it after the last. */
export function logScenes(): LogScenes {
  let browser: Browser | undefined;
  let served: ServedApp | undefined;
  let folder = '';
  let count = 0;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'sbx-logs-'));
    const [root, home] = [path.join(folder, 'root'), path.join(folder, 'home')];
    served = await serveApp({ root, home, files: { 'components/.keep': '' }, lasts: true });
    await served.act('workspace.trust', { decision: 'trust' });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  function declare(app: ServedApp, name: string): void {
    const said = path.join(folder, `${name}.said`);
    writeFileSync(said, '');
    const command = JSON.stringify([process.execPath, '-e', WRITER, said]);
    const file = `components/${name}.yaml`;
    app.write(file, `type: process\nenabled: true\nrestart: { stable: 1ms }\nconfig:\n  command: ${command}\n`);
    onEnd(() => rmSync(path.join(app.root, file)));
  }

  return {
    app: () => served!,
    async start(size, scheme) {
      count += 1;
      const [api, web] = [`api${count}`, `web${count}`];
      for (const name of [api, web]) declare(served!, name);
      const page = await openPage(browser!, served!, size, scheme);
      await page.goto(`${served!.url}/#/logs/component:${api},component:${web}`);
      await page.getByTestId('screen-logs').waitFor(LONG);
      const say = (name: string, ...lines: string[]) =>
        appendFileSync(path.join(folder, `${name}.said`), lines.map((line) => `${line}\n`).join(''));
      return { page, api, web, say };
    },
  };
}

/** The rows that are drawn. */
export const rows = (page: Page): Locator => page.getByTestId('log-lines').locator('[data-row]');
/** Those of them with this text. */
export const row = (page: Page, text: string | RegExp): Locator => rows(page).filter({ hasText: text });
/** Waits until a row with this text is drawn. */
export const seen = (page: Page, text: string | RegExp): Promise<void> => row(page, text).first().waitFor(LONG);
/** Waits until no row with this text is drawn. */
export const gone = (page: Page, text: string): Promise<void> =>
  row(page, text)
    .first()
    .waitFor({ state: 'detached', ...LONG });
/** Lines that differ by their number. */
export const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `request ${from + at} of the morning`);
