import { readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, openPage, serveApp, startBrowser } from './app.ts';

const agent = (name: string, words = '') => `name: ${name}\n${words && `description: ${words}\n`}`;
const FILES = {
  'agents/a.yaml': agent('a'),
  'agents/b.yaml': agent('b'),
  'signalbox.yaml': '# ours\nwatch:\n  settleMs: 250 # calm\n  settleMaxMs: 2000\n',
};

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const row = (page: Page, name: string) => page.getByTestId(`row-${name}`);
const control = (page: Page, name: string) => page.getByTestId(`set-${name}`);

async function settings(env: Record<string, string> = {}, files: Record<string, string> = FILES) {
  const app = await serveApp({ files, env });
  const page = await openPage(browser, app);
  await page.keyboard.press('Control+,');
  await page.getByTestId('screen-settings').waitFor();
  await row(page, 'hold.threshold').waitFor();
  return { app, page, text: () => readFileSync(path.join(app.root, 'signalbox.yaml'), 'utf8') };
}

describe('the settings', () => {
  it('are changed live: with a threshold of 2 the next change of two files is held', async () => {
    // Both files must be dirty together, however slow the machine is between the two writes.
    const { app, page, text } = await settings({
      SIGNALBOX_CONFIG_WATCH_SETTLEMS: '1500',
      SIGNALBOX_CONFIG_WATCH_SETTLEMAXMS: '10000',
    });
    await page.keyboard.press('/');
    await page.keyboard.type('hold at');
    await row(page, 'watch.settleMs').waitFor({ state: 'detached' });
    await control(page, 'hold.threshold').fill('many');
    await control(page, 'hold.threshold').press('Enter');
    await row(page, 'hold.threshold')
      .getByText(/whole number from 0 to 1000000 definitions/)
      .waitFor();
    expect(text()).toBe(FILES['signalbox.yaml']);
    await control(page, 'hold.threshold').fill('2');
    await control(page, 'hold.threshold').press('Enter');
    await row(page, 'hold.threshold').getByText('signalbox.yaml, line 6').waitFor();
    expect(text()).toBe(`${FILES['signalbox.yaml']}hold:\n  threshold: 2\n`);
    app.write('agents/a.yaml', agent('a', 'new'));
    app.write('agents/b.yaml', agent('b', 'new'));
    await page.keyboard.press('Control+1');
    await page.getByText('2 definitions held').first().waitFor();
    await page.keyboard.press('Control+,');
    await page.getByTestId('reset-hold.threshold').click();
    await row(page, 'hold.threshold').getByText('default', { exact: true }).waitFor();
    expect(text()).toBe(FILES['signalbox.yaml']);
  });

  it('tell a broken file, what stays in force, and that it works again', async () => {
    const { app, page } = await settings();
    app.write('signalbox.yaml', 'watch:\n  settleMs: [\n');
    await page.getByTestId('config-error').getByText('signalbox.yaml:').first().waitFor();
    await row(page, 'watch.settleMs').getByText('correct it first').waitFor();
    expect(await control(page, 'watch.settleMs').textContent()).toBe('250 ms');
    app.write('signalbox.yaml', 'watch:\n  settleMs: 300\n');
    await page.getByTestId('config-error').waitFor({ state: 'detached' });
    await expect.poll(() => control(page, 'watch.settleMs').inputValue()).toBe('300');
    await page.getByTestId('open-text').click();
    await page.getByTestId('config-text').getByText('settleMs: 300').waitFor();
  });

  it('show what the environment sets, that it cannot be edited, and every variable that is left out', async () => {
    const { page } = await settings({ SIGNALBOX_CONFIG_HOLD_THRESHOLD: '7', SIGNALBOX_CONFIG_WATCH: 'off' });
    await row(page, 'hold.threshold').getByText('variable SIGNALBOX_CONFIG_HOLD_THRESHOLD').waitFor();
    await row(page, 'hold.threshold').getByText('which wins over the file').waitFor();
    expect(await control(page, 'hold.threshold').textContent()).toBe('7 definitions');
    await page.getByTestId('overrides').getByText('watch is a map').waitFor();
  });

  it('show what is saved and what is in use where a restart is needed, and restart', async () => {
    const { page } = await settings();
    await control(page, 'lastGoodAcrossRestarts').focus();
    await page.keyboard.press('Space');
    const differs = row(page, 'lastGoodAcrossRestarts').getByTestId('differs');
    await differs.waitFor();
    expect(await differs.textContent()).toContain('in use: off; saved: on; waits for a restart');
    await page.getByTestId('reopen').click();
    await differs.waitFor({ state: 'detached' });
    expect(await control(page, 'lastGoodAcrossRestarts').isChecked()).toBe(true);
  });

  it('keep the theme of the app, and are sound for those who use no mouse or no eyes', async () => {
    const { app, page } = await settings();
    await control(page, 'app.theme').selectOption('dark');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    const file = () => JSON.parse(readFileSync(path.join(app.home, 'settings.json'), 'utf8')) as unknown;
    expect(file()).toEqual({ theme: 'dark' });
    for (const size of [
      { width: 1440, height: 900 },
      { width: 1024, height: 700 },
    ]) {
      await page.setViewportSize(size);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(isWide).toBe(false);
    }
    const other = await openPage(browser, app);
    await expect.poll(() => other.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  });

  it.each(LOOKS)(
    'tell why a path was not reloaded, sound for everybody at %i×%i, %s',
    async (width, height, scheme) => {
      const app = await serveApp({ files: { 'models/bad.yaml': 'options: { provider: x, temperature: hot }\n' } });
      const page = await openPage(browser, app, { width, height }, scheme);
      await page.getByTestId('rail-watcher').click();
      await page.getByRole('button', { name: 'models/bad.yaml' }).click();
      const answer = page.getByTestId('explanation');
      await answer.getByText('models, a definition of its own').waitFor();
      await answer.getByText('found by looking at the folder').waitFor();
      await answer.getByText('options.temperature').waitFor();
      const { violations } = await new AxeBuilder({ page: page as never }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    },
  );
});
