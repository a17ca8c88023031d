import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { onEnd, tempFolder } from '../helpers/temp.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtime = electronRuntime();

async function launch() {
  if (runtime === null) throw new Error('There is no Electron runtime.');
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const app = await _electron.launch({
    executablePath: runtime,
    args: [root],
    env: { ...env, SIGNALBOX_HOME: tempFolder('home') },
    timeout: 120_000,
  });
  onEnd(() => app.close().catch(() => {}));
  return { app, page: await app.firstWindow({ timeout: 120_000 }) };
}

describe.skipIf(runtime === null)(
  'the desktop app on Electron itself (needs an Electron runtime)',
  { timeout: 240_000 },
  () => {
    it('shows the snapshot of the sample, served under its own scheme', async () => {
      const { page } = await launch();
      await page.getByText('scout').first().waitFor({ timeout: 120_000 });
      expect(await page.evaluate('location.origin')).toBe('app://signalbox');
    });

    it('keeps the page without Node and without code from text', async () => {
      const { page } = await launch();
      expect(
        await page.evaluate(`['require', 'process', 'module', 'Buffer'].filter((name) => name in window)`),
      ).toEqual([]);
      const thrown = page.evaluate(`new Promise((resolve) => setTimeout(() => {
      try { (0, eval)('1'); resolve('done'); } catch (error) { resolve(error.name); }
    }))`);
      expect(await thrown).toBe('EvalError');
    });

    it('stays on its page and opens no window', async () => {
      const { app, page } = await launch();
      await page.evaluate(`void setTimeout(() => { location.href = 'https://example.com/'; })`);
      await page.evaluate(`void setTimeout(() => open('https://example.com/'))`);
      // Both were asked for before this answer, in the same process, and would have begun by then.
      expect(
        await page.evaluate(
          `new Promise((resolve) => setTimeout(() => setTimeout(() => resolve(location.href)), 250))`,
        ),
      ).toMatch(/^app:\/\/signalbox\//);
      expect(app.windows()).toHaveLength(1);
    });

    it('stops everything and ends when its window is closed', async () => {
      const { app } = await launch();
      const ended = new Promise((resolve) => app.process().once('exit', resolve));
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()).catch(() => {});
      expect(await ended).toBe(0);
    });
  },
);

/** Electron's program where one is there; it is never downloaded for this. */
function electronRuntime(): string | null {
  const program =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron';
  const folders = [process.env['ELECTRON_OVERRIDE_DIST_PATH'], path.join(root, 'node_modules', 'electron', 'dist')];
  return (
    folders
      .map((folder) => (folder ? path.join(folder, program) : ''))
      .find((file) => file !== '' && existsSync(file)) ?? null
  );
}
