import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, serveApp, startBrowser } from './app.ts';

const model = (provider: string) => `name: fast\noptions:\n  provider: ${provider}\n  model: gpt\n`;
const FILES = { 'models/fast.yaml': model('openai'), 'agents/scout.yaml': 'name: scout\nmodelRef: fast\n' };

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const row = (page: Page, id: string) => page.getByTestId(`row-${id}`).first();

async function definitions(files: Record<string, string> = FILES) {
  const app = await serveApp({ files });
  const page = await openPage(browser, app);
  await page.getByTestId('rail-definitions').click();
  await page.getByTestId('screen-definitions').waitFor();
  return { app, page, file: (name: string) => path.join(app.root, name) };
}

/** Opens a definition's menu of further acts and chooses one. */
async function choose(page: Page, id: string, entry: string): Promise<void> {
  await row(page, id).click();
  await page.getByRole('button', { name: `More acts on ${id}` }).click();
  await page.getByTestId(`menu-${entry}`).click();
  await page.getByRole('dialog').waitFor();
}

describe('acts on definitions, from the screen', () => {
  it('rolls back by a pin, follows the file again, then writes the old version into the file', async () => {
    const { app, page, file } = await definitions();
    app.write('models/fast.yaml', model('azure'));
    await row(page, 'models/fast').getByText('v2').first().waitFor();
    await row(page, 'models/fast').click();
    await page.getByRole('button', { name: 'Roll back to v1' }).click();
    await page.getByTestId('rollback-preview').getByText('options.provider').waitFor();
    await page.getByRole('button', { name: 'Run v1' }).click();
    await page
      .getByText(/pinned to v1/i)
      .first()
      .waitFor();
    expect(readFileSync(file('models/fast.yaml'), 'utf8')).toBe(model('azure'));
    await page.getByRole('button', { name: 'Follow file' }).click();
    await page.getByRole('button', { name: 'Follow file' }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Roll back to v1' }).click();
    await page.getByRole('radio', { name: /write it to the file/i }).check();
    await page.getByRole('button', { name: 'Write v1 to the file' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(readFileSync(file('models/fast.yaml'), 'utf8')).toBe(model('openai'));
  });

  it('creates from the template, renames, deletes, and brings back what was deleted', async () => {
    const { page, file } = await definitions();
    await page.getByRole('button', { name: 'New' }).click();
    await page.getByTestId('create-name').fill('ranger');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await row(page, 'agents/ranger').waitFor();
    expect(readFileSync(file('agents/ranger.yaml'), 'utf8')).toContain('ranger');

    await choose(page, 'agents/ranger', 'rename');
    await page.getByTestId('definition-name').fill('warden');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await row(page, 'agents/warden').waitFor();
    expect([existsSync(file('agents/ranger.yaml')), existsSync(file('agents/warden.yaml'))]).toEqual([false, true]);

    const text = readFileSync(file('agents/warden.yaml'), 'utf8');
    await choose(page, 'agents/warden', 'delete');
    await page.getByRole('button', { name: 'Delete the file' }).click();
    const toast = page.getByTestId('toast');
    await toast.getByText('Undo').waitFor();
    expect(existsSync(file('agents/warden.yaml'))).toBe(false);
    await toast.getByText('Undo').click();
    await row(page, 'agents/warden').getByText('ok').first().waitFor();
    expect(readFileSync(file('agents/warden.yaml'), 'utf8')).toBe(text);
  });
});
