import { unlinkSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, type ServedApp, serveApp, startBrowser } from './app.ts';

const LONG = { timeout: 20_000 };
const model = (text: string) => `description: ${text}\noptions:\n  provider: openai\n  model: gpt\n`;
const agent = (modelRef: string) => `description: looks things up\nmodelRef: ${modelRef}\n`;
const FILES = {
  'models/gpt-5.yaml': model('fast'),
  'agents/scout.yaml': agent('gpt-5'),
  'agents/lead.yaml': 'chains:\n  - target:\n      agentId: scout\n',
};

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const problemRow = (page: Page) => page.getByRole('row').filter({ hasText: 'names model' });

async function start(): Promise<{ app: ServedApp; page: Page }> {
  const app = await serveApp({ files: FILES });
  const page = await openPage(browser, app);
  await page.getByTestId('strip-loaded').waitFor(LONG);
  return { app, page };
}

describe('a name that nothing has', () => {
  it('is seen in Problems, strip, rail, Overview and inspector the moment it breaks, and gone when it is repaired', async () => {
    const { app, page } = await start();
    expect(await page.getByTestId('strip-problems').count()).toBe(0);

    app.write('agents/scout.yaml', agent('gpt5'));
    await page.getByTestId('strip-problems').getByText('1', { exact: true }).waitFor(LONG);
    await page.getByTestId('need-problems').getByText('1 problem').waitFor(LONG);
    expect(await page.getByTestId('rail-problems').textContent()).toContain('1');

    await page.getByTestId('strip-problems').click();
    await page.getByTestId('screen-problems').waitFor(LONG);
    await problemRow(page).click();
    const inspector = page.getByTestId('inspector');
    await inspector.getByText('Did you mean').waitFor(LONG);
    await inspector.getByText('modelRef: gpt5').waitFor(LONG);
    await inspector.getByText('agents/scout.yaml:2:11').waitFor(LONG);
    await inspector.getByRole('button', { name: 'agents/scout', exact: true }).waitFor(LONG);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map((one) => `${one.id} ${one.nodes[0]?.html}`)).toEqual([]);

    app.write('agents/scout.yaml', agent('gpt-5'));
    await inspector.getByText('does not stand any more').waitFor(LONG);
    await page.getByText('No problems.').waitFor(LONG);
    await page.getByTestId('strip-problems').waitFor({ state: 'detached', ...LONG });
  });

  it('is mended by one click that writes the name which was meant', async () => {
    const { app, page } = await start();
    app.write('agents/scout.yaml', agent('gpt5'));
    await page.getByTestId('strip-problems').click(LONG);
    await problemRow(page).click();
    await page.getByTestId('problem-write').click(LONG);
    await page.getByText('No problems.').waitFor(LONG);
    const { text } = await app.act('definition.read', { id: 'agents/scout' });
    expect(text).toBe(agent('gpt-5'));
  });

  it('is mended by creating what is missing, and Enter opens the text at the line', async () => {
    const { app, page } = await start();
    unlinkSync(path.join(app.root, 'models/gpt-5.yaml'));
    await page.getByTestId('strip-problems').click(LONG);
    await problemRow(page).click();
    await page.keyboard.press('Enter');
    await page.getByTestId('screen-definitions').waitFor(LONG);
    await page.getByText('modelRef: gpt-5').first().waitFor(LONG);
    await page.getByTestId('rail-problems').click();
    await problemRow(page).click();
    await page.getByTestId('problem-create').click(LONG);
    await page.getByTestId('screen-definitions').waitFor(LONG);
    await page.getByTestId('strip-problems').waitFor({ state: 'detached', ...LONG });
    const { definitions } = await app.api('/api/v1/snapshot');
    expect(definitions['models/gpt-5']).toMatchObject({ state: 'ok' });
  });
});

describe('the inspector of a definition', () => {
  it('says what it names and who uses it, and leads both ways', async () => {
    const { app, page } = await start();
    await page.getByTestId('rail-definitions').click();
    await page.getByTestId('row-agents/scout').click(LONG);
    await page.getByTestId('definition-names').getByRole('button', { name: 'models/gpt-5' }).click(LONG);
    const usedBy = page.getByTestId('definition-used-by');
    await usedBy.getByText('agents/scout').waitFor(LONG);
    app.write('agents/extra.yaml', agent('gpt-5'));
    await usedBy.getByText('agents/extra').waitFor(LONG);
    await usedBy.getByRole('button', { name: 'agents/scout' }).click();
    await page.getByTestId('definition-used-by').getByText('agents/lead').waitFor(LONG);
    unlinkSync(path.join(app.root, 'models/gpt-5.yaml'));
    await page.getByTestId('definition-names').getByRole('img', { name: 'Nothing has this name' }).waitFor(LONG);
  });
});
