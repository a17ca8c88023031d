import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, openPage, type ServedApp, serveApp, startBrowser } from './app.ts';

const LONG = { timeout: 60_000 };
const command = (script: string) => `[${JSON.stringify(process.execPath)}, -e, ${JSON.stringify(script)}]`;
const component = (script: string, more = '') =>
  `type: process\nenabled: true\n${more}config:\n  command: ${command(script)}\n`;
const STAYS = 'setInterval(() => {}, 1000)';
const FILES = {
  'components/db.yaml': component(STAYS),
  'components/api.yaml': component(STAYS, 'dependsOn: [db]\n'),
  'components/web.yaml': component(STAYS, 'dependsOn: [api]\n'),
  'components/bad.yaml': component("console.error('no such table: tickets'); process.exit(3)", 'restart: no\n'),
};

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function start(size?: { width: number; height: number }, scheme?: 'light' | 'dark') {
  const app = await serveApp({ files: FILES });
  await app.act('workspace.trust', { decision: 'trust' });
  const page = await openPage(browser, app, size, scheme);
  await page.getByTestId('rail-components').click();
  await row(page, 'web').getByText('running', { exact: true }).waitFor(LONG);
  await row(page, 'bad').getByText('crashed', { exact: true }).waitFor(LONG);
  return { app, page };
}

const row = (page: Page, name: string) => page.getByTestId(`row-${name}`);

async function stateOf(app: ServedApp, name: string): Promise<string> {
  const { components } = await app.api('/api/v1/snapshot');
  return components[name].state;
}

describe('components, on the screen', () => {
  it('shows what runs and what crashed, and the crash with its last words', async () => {
    const { page } = await start();
    await row(page, 'bad').click();
    const card = page.getByTestId('crash-bad');
    await card.getByText('no such table: tickets').waitFor(LONG);
    await page.getByTestId('rail-overview').click();
    await page.getByTestId('need-component:bad').getByText('no such table: tickets').waitFor(LONG);
  });

  it('takes down what depends on a component in order, and brings it back with undo', async () => {
    const { app, page } = await start();
    await row(page, 'db').click();
    await page.getByTestId('inspector-undeploy').click();
    await page
      .getByTestId('plan-hurt')
      .getByText(/api, web need it/)
      .waitFor(LONG);
    await page.getByTestId('scope-dependents').click();
    const run = page.getByTestId('plan-run');
    await run.getByText('Undeploy 3').waitFor(LONG);
    await run.click();
    for (const name of ['db', 'api', 'web']) {
      await row(page, name)
        .getByText(/^stopped/)
        .waitFor(LONG);
      expect(await stateOf(app, name)).toBe('stopped');
    }
    await page.getByTestId('toast').getByText('Undo').click();
    await row(page, 'web').getByText('running', { exact: true }).waitFor(LONG);
  });

  it('redeploys by key after its preview, in the graph too', async () => {
    const { page } = await start();
    await page.getByTestId('segment-graph').click();
    await page.getByTestId('node-api').click();
    await page.keyboard.press('Shift+R');
    await page.getByTestId('scope-dependents').click();
    await page.getByTestId('node-web').getByText('step 2').waitFor(LONG);
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('toast').getByText('2 running').waitFor(LONG);
  });

  it('brings down all and up again what can come up, around two that need each other', async () => {
    const { app, page } = await start();
    app.write('components/left.yaml', component(STAYS, 'dependsOn: [right]\n'));
    app.write('components/right.yaml', component(STAYS, 'dependsOn: [left]\n'));
    const { left, right } = { left: row(page, 'left'), right: row(page, 'right') };
    await left.getByText('needs itself: left → right → left').waitFor(LONG);
    await right.getByText('needs itself: right → left → right').waitFor(LONG);
    await page.getByTestId('bar-undeploy').click();
    const steps = page.getByTestId('plan-preview').getByRole('listitem');
    // Dependents first: the one that all the others need comes last.
    await expect.poll(async () => (await steps.allInnerTexts()).map((text) => text.split('\n')[0])).toContain('3');
    await page.getByTestId('plan-run').click();
    await row(page, 'db')
      .getByText(/^stopped/)
      .waitFor(LONG);
    await page.getByTestId('bar-deploy').click();
    await page
      .getByTestId('plan-left-out')
      .getByText(/left is left as it is: needs itself/)
      .waitFor(LONG);
    await page.getByTestId('plan-run').click();
    await row(page, 'web').getByText('running', { exact: true }).waitFor(LONG);
    expect(await stateOf(app, 'left')).toBe('stopped');
  });

  it.each(LOOKS)('is accessible at %i×%i, %s', async (width, height, scheme) => {
    const { page } = await start({ width, height }, scheme);
    for (const name of ['bad', 'api']) {
      await row(page, name).click();
      await page.getByTestId('component-state').waitFor(LONG);
      expect((await new AxeBuilder({ page: page as never }).setLegacyMode().analyze()).violations).toEqual([]);
    }
    await page.getByTestId('segment-graph').click();
    await page.getByTestId('inspector-redeploy-more').click();
    await page.getByTestId('plan-preview').getByText('stop, then start').first().waitFor(LONG);
    expect((await new AxeBuilder({ page: page as never }).setLegacyMode().analyze()).violations).toEqual([]);
  });
});
