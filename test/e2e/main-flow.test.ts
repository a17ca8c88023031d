import { unlinkSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, type ServedApp, serveApp, startBrowser } from './app.ts';

const model = (provider: string) => `name: fast\noptions:\n  provider: ${provider}\n  model: gpt\n`;
const FILES = { 'models/fast.yaml': model('openai'), 'agents/scout.yaml': 'name: scout\nmodelRef: fast\n' };

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function start(files: Record<string, string> = FILES): Promise<{ app: ServedApp; page: Page }> {
  const app = await serveApp({ files });
  return { app, page: await openPage(browser, app) };
}

const row = (page: Page, id: string) => page.getByTestId(`row-${id}`).first();
const go = (page: Page, view: string) => page.getByTestId(`rail-${view}`).click();

describe('a save, followed to the screen', () => {
  it('shows the new version in the row, and the reload with its field, its phases and its cause', async () => {
    const { app, page } = await start();
    await go(page, 'reloads');
    app.write('models/fast.yaml', model('anthropic'));
    const reload = page
      .getByTestId('screen-reloads')
      .getByRole('row')
      .filter({ hasText: 'fast' })
      .filter({ hasText: 'v1 → v2' })
      .first();
    await reload.waitFor();
    await reload.click();
    const inspector = page.getByTestId('inspector');
    await inspector.getByText('options.provider').waitFor();
    await inspector.getByText('anthropic').waitFor();
    for (const phase of ['settle', 'read', 'parse', 'validate', 'swap'])
      await inspector.getByText(phase, { exact: true }).first().waitFor();
    await page
      .getByTestId('cause-chain')
      .getByText(/settled/)
      .first()
      .waitFor();
    await go(page, 'definitions');
    await row(page, 'models/fast').getByText('v2').first().waitFor();
  });

  it('shows a refused edit everywhere until it is fixed, while the last good version serves', async () => {
    const { app, page } = await start();
    app.write('models/fast.yaml', 'name: fast\noptions: [\n');
    const need = page.getByTestId('need-models/fast');
    await need.getByText(/v1 keeps serving/).waitFor();
    await need
      .getByText(/models\/fast\.yaml:\d+/)
      .first()
      .waitFor();
    await page.getByTestId('strip-refused').getByText('1').waitFor();
    await go(page, 'definitions');
    await row(page, 'models/fast').getByText('refused').waitFor();
    app.write('models/fast.yaml', model('mistral'));
    await row(page, 'models/fast').getByText('v2').first().waitFor();
    expect(await row(page, 'models/fast').getByText('refused').count()).toBe(0);
    await go(page, 'overview');
    await need.waitFor({ state: 'detached' });
  });

  it('holds thirty changed definitions, applies two of them, then the rest', async () => {
    // However the machine pauses between two writes, they are one change.
    const files: Record<string, string> = { 'signalbox.yaml': 'watch:\n  settleMs: 2000\n  settleMaxMs: 5000\n' };
    for (let index = 0; index < 30; index += 1) files[`agents/a${index}.yaml`] = `name: a${index}\n`;
    const { app, page } = await start(files);
    for (let index = 0; index < 30; index += 1)
      app.write(`agents/a${index}.yaml`, `name: a${index}\ndescription: two\n`);
    const card = page.getByTestId('batch-card');
    await card.getByText(/30/).first().waitFor();
    await card.getByRole('button', { name: /apply some/i }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const boxes = dialog.getByRole('checkbox');
    const names = await boxes.count();
    expect(names).toBeGreaterThan(1);
    for (const id of ['agents/a1', 'agents/a2']) {
      const box = dialog.getByRole('checkbox', { name: new RegExp(`${id}(\\D|$)`) });
      if (!(await box.isChecked())) await box.click();
    }
    const chosen = (await app.api('/api/v1/snapshot')).batch.items.length;
    expect(chosen).toBe(30);
    await dialog.getByRole('button', { name: /^apply/i }).click();
    await card.getByText(/28/).first().waitFor();
    await card.getByRole('button', { name: /^apply 28/i }).click();
    await card.waitFor({ state: 'detached' });
    const { definitions } = await app.api('/api/v1/snapshot');
    expect(
      Object.values(definitions as Record<string, { loaded: { version: number } }>).every(
        (one) => one.loaded.version === 2,
      ),
    ).toBe(true);
  });

  it('shows a definition that is deleted on disk as removed, and says what serves when nothing does', async () => {
    const { app, page } = await start();
    await go(page, 'definitions');
    unlinkSync(path.join(app.root, 'agents/scout.yaml'));
    await row(page, 'agents/scout').getByText('removed').waitFor();
    app.write('models/new.yaml', 'name: [');
    await row(page, 'models/new').getByText('refused').waitFor();
    await go(page, 'overview');
    await page
      .getByTestId('need-models/new')
      .getByText(/nothing serves/i)
      .waitFor();
  });
});

describe('keyboard and doors', () => {
  it('reaches every screen by its number, the palette by Ctrl+K, and goes to a definition from it', async () => {
    const { page } = await start();
    await page.keyboard.press('6');
    await page.getByTestId('screen-definitions').waitFor();
    await page.keyboard.press('2');
    await page.getByTestId('screen-reloads').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').waitFor();
    await page.keyboard.type('scout');
    await page.getByTestId('palette').getByText('scout').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('palette').waitFor({ state: 'detached' });
    await page.keyboard.press('1');
    await page.getByTestId('screen-overview').waitFor();
  });

  it('takes the token out of the address at once', async () => {
    const { page } = await start();
    expect(page.url()).not.toContain('token');
  });

  it('is grey and says since when it is disconnected', async () => {
    const { app, page } = await start();
    await app.kill();
    await page
      .getByTestId('strip-connection')
      .getByText(/disconnected/i)
      .waitFor();
    await page
      .getByText(/last known/i)
      .first()
      .waitFor();
  });

  it.each(['light', 'dark'] as const)('axe finds nothing serious on any of these screens, %s', async (scheme) => {
    const app = await serveApp({ files: { ...FILES, 'agents/broken.yaml': 'name: [' } });
    const page = await openPage(browser, app, { width: 1440, height: 900 }, scheme);
    for (const view of ['overview', 'reloads', 'definitions', 'watcher']) {
      await go(page, view);
      await page.getByTestId(`screen-${view}`).waitFor();
      const { violations } = await new AxeBuilder({ page: page as never }).setLegacyMode().analyze();
      const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
      const found = serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`);
      expect(found, view).toEqual([]);
    }
  });
});
