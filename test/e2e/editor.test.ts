import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, type ServedApp, serveApp, startBrowser } from './app.ts';

const model = (name: string) => `name: ${name}\noptions:\n  provider: openai\n  model: gpt\n`;
const FILES = {
  'models/fast.yaml': model('fast'),
  'models/slow.yaml': model('slow'),
  'models/flat.json': '{\n  "options": { "provider": "openai" }\n}\n',
  'agents/scout.yaml': 'name: scout\nmodelRef: fast\n',
  'agents/windows.yaml': 'name: windows\r\ndescription: one\r\n',
};

/** A list that has just opened does not take Enter yet, so that nobody chooses what they have not seen; nothing tells when. */
const LIST_RESTS_MS = 400;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const row = (page: Page, id: string) => page.getByTestId(`row-${id}`).first();
const text = (page: Page) => page.getByTestId('definition-text');
const problems = (page: Page) => page.getByTestId('text-problems');
const onDisk = (app: ServedApp, file: string) => readFileSync(path.join(app.root, file), 'utf8');
/** Line and column of the caret, from 1, as the page sees them. */
const caret = (page: Page) =>
  page.evaluate(() => {
    const selection = document.getSelection();
    const line = selection?.focusNode?.parentElement?.closest('.cm-line') ?? (selection?.focusNode as Element | null);
    const lines = [...document.querySelectorAll('.cm-line')];
    const range = document.createRange();
    if (!line || !selection?.focusNode) return null;
    range.setStart(line, 0);
    range.setEnd(selection.focusNode, selection.focusOffset);
    return [lines.indexOf(line) + 1, range.toString().length + 1];
  });

/** What the page's policy refused, and errors of its scripts, from the first moment on. */
async function watchFaults(page: Page): Promise<() => Promise<string[]>> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (/content security policy|violates/i.test(message.text())) errors.push(message.text());
  });
  await page.evaluate(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    document.addEventListener('securitypolicyviolation', (event) =>
      refused.push(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  return async () => [...errors, ...(await page.evaluate(() => (window as unknown as { refused: string[] }).refused))];
}

async function open(id: string, files: Record<string, string> = FILES, scheme: 'light' | 'dark' = 'light') {
  const app = await serveApp({ files });
  const page = await openPage(browser, app, { width: 1440, height: 900 }, scheme);
  const faults = await watchFaults(page);
  await page.getByTestId('rail-definitions').click();
  await row(page, id).click();
  await page.getByTestId('definition-open-text').click();
  await text(page).waitFor();
  return { app, page, faults };
}

describe('the editor of a definition, in a browser', () => {
  it('leads from a refused edit to its line and column, where it is mended by typing, saved and loaded', async () => {
    const app = await serveApp({ files: FILES });
    const page = await openPage(browser, app);
    const faults = await watchFaults(page);
    app.write('models/fast.yaml', 'name: fast\noptions:\n  provider: openai\n  temperature: warm\n');
    const need = page.getByTestId('need-models/fast');
    await need.getByText(/v1 keeps serving/).waitFor();
    await need.getByRole('button', { name: /open/i }).first().click();
    await problems(page).getByText('line 4, column 16').waitFor();
    await problems(page).getByText('1 error').waitFor();
    await expect.poll(() => caret(page)).toEqual([4, 16]);
    expect(await page.locator('.cm-line-error').textContent()).toBe('  temperature: warm');
    expect(await page.locator('.cm-lintRange-error').textContent()).toBe('warm');

    await page.keyboard.press('Shift+End');
    await page.keyboard.type('0.5');
    await problems(page).getByText('No problems').waitFor();
    expect(await page.locator('.cm-line-error').count()).toBe(0);
    await page.keyboard.press('Control+s');
    await row(page, 'models/fast').getByText('v2').first().waitFor();
    expect(onDisk(app, 'models/fast.yaml')).toContain('  temperature: 0.5\n');
    expect((await app.api('/api/v1/snapshot')).definitions['models/fast']).toMatchObject({ state: 'ok', error: null });
    expect(await faults()).toEqual([]);
  });

  it('puts the caret on the fault of a save that was refused', async () => {
    const { app, page } = await open('models/slow');
    await text(page).click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('speed: quick\n');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+s');
    await page.getByText('models/slow.yaml saved, and refused').waitFor();
    await expect.poll(() => caret(page)).toEqual([1, 8]);
    expect(onDisk(app, 'models/slow.yaml')).toBe(`speed: quick\n${model('slow')}`);
  });

  it('completes a key, then the name of a model that exists, and loads what was chosen', async () => {
    const { app, page, faults } = await open('agents/scout');
    await text(page).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('name: scout\nmod', { delay: 30 });
    const list = page.getByRole('listbox');
    await list.getByRole('option', { name: /^model/ }).waitFor();
    await page.waitForTimeout(LIST_RESTS_MS);
    await page.keyboard.press('Enter');
    await list.getByRole('option', { name: 'slow' }).waitFor();
    await page.keyboard.type('sl', { delay: 30 });
    await expect.poll(() => list.getByRole('option').count()).toBe(1);
    await page.waitForTimeout(LIST_RESTS_MS);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+s');
    await row(page, 'agents/scout').getByText('v2').first().waitFor();
    expect(onDisk(app, 'agents/scout.yaml')).toBe('name: scout\nmodel: slow');
    expect(await faults()).toEqual([]);
  });

  it('reads and completes JSON as JSON', async () => {
    const { app, page } = await open('models/flat');
    await text(page).click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.type(',\n"desc', { delay: 30 });
    await page.getByRole('option', { name: /^description/ }).waitFor();
    await problems(page).getByText('1 error').waitFor();
    await page.waitForTimeout(LIST_RESTS_MS);
    await page.keyboard.press('Enter');
    await page.keyboard.type('quick');
    await problems(page).getByText('No problems').waitFor();
    await page.keyboard.press('Control+s');
    await row(page, 'models/flat').getByText('v2').first().waitFor();
    expect(JSON.parse(onDisk(app, 'models/flat.json'))).toEqual({
      options: { provider: 'openai' },
      description: 'quick',
    });
  });

  it('keeps the line ends of a file', async () => {
    const { app, page } = await open('agents/windows');
    await text(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('icon: x\n');
    await page.keyboard.press('Control+s');
    await row(page, 'agents/windows').getByText('v2').first().waitFor();
    expect(onDisk(app, 'agents/windows.yaml')).toBe('name: windows\r\ndescription: one\r\nicon: x\r\n');
  });

  it('is left with Tab, unless somebody chose that Tab indents: then with Escape and Tab', async () => {
    const { page } = await open('models/fast');
    const isInText = () => page.evaluate(() => document.activeElement?.classList.contains('cm-content') === true);
    await text(page).focus();
    await page.keyboard.press('Tab');
    expect(await isInText()).toBe(false);
    await text(page).focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+m');
    await page.keyboard.press('Tab');
    expect(await isInText()).toBe(true);
    await expect.poll(() => page.locator('.cm-line').first().textContent()).toBe('  name: fast');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await isInText()).toBe(false);
    await text(page).focus();
    await page.keyboard.press('Control+m');
    await page.keyboard.press('Tab');
    expect(await isInText()).toBe(false);
  });

  it('is reached, searched and mended by keyboard alone', async () => {
    const { app, page } = await open('models/fast');
    await text(page).focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('gpt');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.type('claude');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('bogus: 1');
    await problems(page).getByText('1 warning').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('bogus');
    await page.keyboard.press('Enter');
    await expect.poll(() => caret(page)).toEqual([5, 1]);
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+s');
    await row(page, 'models/fast').getByText('v2').first().waitFor();
    expect(onDisk(app, 'models/fast.yaml')).toBe(model('fast').replace('gpt', 'claude'));
  });

  it('stays usable with a file of some megabytes', async () => {
    const lines = Array.from(
      { length: 60_000 },
      (_, index) => `  key${index}: a value of some length for line ${index}\n`,
    );
    const big = `name: big\noptions:\n  provider: openai\n  meta:\n${lines.map((line) => `  ${line}`).join('')}`;
    expect(big.length).toBeGreaterThan(3_000_000);
    const { app, page } = await open('models/big', { 'models/big.yaml': big });
    await text(page).click();
    await page.keyboard.press('Control+End');
    await text(page).getByText('key59999').waitFor();
    await page.keyboard.type('    last: 1');
    await text(page).getByText('last').waitFor();
    await page.getByTestId('definition-save').click();
    await page.getByText(/too long to be saved from here/).waitFor();
    expect(onDisk(app, 'models/big.yaml')).toBe(big);
    await page.getByTestId('strip-connection').getByText('connected').waitFor();
  });

  it('is loaded when the first text is opened, not before', async () => {
    const app = await serveApp({ files: FILES });
    const context = await browser.newContext();
    const page = await context.newPage();
    const scripts: string[] = [];
    page.on('request', (request) => scripts.push(new URL(request.url()).pathname));
    await page.goto(`${app.url}/#token=${app.token}`);
    await page.getByTestId('rail-definitions').click();
    await row(page, 'models/fast').click();
    expect(scripts.filter((file) => file.includes('mount-editor'))).toEqual([]);
    await page.getByTestId('definition-open-text').click();
    await text(page).waitFor();
    expect(scripts.filter((file) => file.includes('mount-editor'))).toHaveLength(1);
    await context.close();
  });

  it.each(['light', 'dark'] as const)('axe finds nothing serious in it, %s', async (scheme) => {
    const { page, faults } = await open('agents/scout', { 'agents/scout.yaml': 'name: 1\nbogus: yes\n' }, scheme);
    await problems(page).getByText('warning').first().waitFor();
    await text(page).click();
    const analyze = async (passes: string[] = []) => {
      const { violations } = await new AxeBuilder({ page: page as never })
        .setLegacyMode()
        .disableRules(passes)
        .analyze();
      const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
      expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual(
        [],
      );
    };
    await analyze();
    await page.keyboard.press('Control+f');
    await analyze();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+Space');
    await page.getByRole('listbox').waitFor();
    // The keyboard stays in the text and moves through the list from there: the list itself takes no focus.
    await analyze(['scrollable-region-focusable']);
    expect(await faults()).toEqual([]);
  });
});
