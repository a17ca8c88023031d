import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, openPage, type ServedApp, serveApp, startBrowser } from './app.ts';

const LONG = { timeout: 60_000 };
/** Where screenshots go, when somebody wants them. */
const SHOTS = process.env['SIGNALBOX_TEST_SHOTS'];
const node = (script: string, ...more: string[]) => [process.execPath, '-e', script, ...more];
/** Counts to four, and then goes on for as long as it is let. */
const COUNTS = `let n = 0; const tick = () => { n += 1; console.log(n + '/4 steps'); if (n < 4) setTimeout(tick, 50); };
tick(); setInterval(() => {}, 1000)`;
const SAYS = `const [, who, loud] = process.argv; console.log('Hello, ' + who); console.log('the same line');
if (loud === 'true') { console.error('said loudly'); process.exit(3) }`;
const TOOL = {
  name: 'desk',
  version: '1.4.0',
  description: 'What the desk does by hand.',
  commands: [
    {
      name: 'greet',
      description: 'Greets somebody.',
      exec_parts: node(SAYS, '{{.who}}', '{{.loud}}', '{{.token}}'),
      timeout: '30s',
      args: [
        { name: 'who', type: 'string', required: true, pattern: 'identifier', description: 'Whom to greet.' },
        { name: 'loud', type: 'bool', default: 'false' },
        { name: 'token', type: 'string', secret: true },
      ],
    },
    { name: 'count', description: 'Counts.', exec_parts: node(COUNTS), timeout: '10m', args: [] },
    { name: 'lost', exec_parts: ['/nowhere/program'], timeout: '10s', args: [] },
  ],
};
const STAYS = `type: process\nenabled: true\nconfig:\n  command: ${JSON.stringify(node('setInterval(() => {}, 1000)'))}\n`;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function start(size?: { width: number; height: number }, scheme?: 'light' | 'dark', isTrusted = true) {
  const app = await serveApp({
    files: { 'tools/desk.json': JSON.stringify(TOOL), 'components/api.yaml': STAYS },
  });
  await app.act('workspace.trust', { decision: isTrusted ? 'trust' : 'look-only' });
  const page = await openPage(browser, app, size, scheme);
  await page.keyboard.press('5');
  await page.getByTestId('command-desk/greet').waitFor(LONG);
  return { app, page };
}

async function runJob(app: ServedApp, input: object): Promise<string> {
  const { result } = await app.act('job.run', input);
  await expect.poll(async () => (await app.act('job', { jobId: result.jobId })).job.status, LONG).toMatch(/ed$/);
  return result.jobId;
}

const state = (page: Page, text: string | RegExp) => page.getByTestId('job-state').getByText(text).waitFor(LONG);

async function look(page: Page, name: string): Promise<void> {
  expect((await new AxeBuilder({ page: page as never }).setLegacyMode().analyze()).violations).toEqual([]);
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
}

describe('jobs, on the screen', { timeout: 180_000 }, () => {
  it('checks what is typed, shows what would run, runs it, and shows how it went', async () => {
    const { app, page } = await start();
    await page.getByTestId('command-desk/greet').click();
    await page.getByTestId('input-who').fill('not this');
    await page.getByTestId('field-who').getByText('who must match identifier.').waitFor(LONG);
    await page.keyboard.press('Enter');
    expect((await app.act('jobs', {})).jobs).toEqual([]);
    await page.getByTestId('input-who').fill('ada');
    await page.getByTestId('input-token').fill('s3cret-value');
    await expect
      .poll(() => page.getByTestId('argv').locator('li').allTextContents(), LONG)
      .toEqual([process.execPath, '-e', SAYS, 'ada', 'false', '•••']);
    await page.getByTestId('save-as').fill('for ada');
    await page.getByTestId('input-who').press('Enter');
    await state(page, /^completed, exit 0/);
    await page.getByTestId('job-output').getByText('Hello, ada').waitFor(LONG);
    await page.getByTestId('job-events').getByText('job completed').waitFor(LONG);
    expect(await page.content()).not.toContain('s3cret-value');

    await page.getByTestId('command-desk/greet').click();
    await page.getByTestId('input-who').fill('bob');
    await page.getByTestId('saved-for ada').click();
    expect(await page.getByTestId('input-who').inputValue()).toBe('ada');
    expect(await page.getByTestId('input-token').inputValue()).toBe('');
    await page.getByTestId('forget-for ada').click();
    await page.getByTestId('saved-sets').waitFor({ state: 'detached', ...LONG });
  });

  it('shows lines and progress as they come, and stops a job after one question', async () => {
    const { page } = await start();
    await page.getByTestId('command-desk/count').click();
    await page.getByTestId('job-run').click();
    await page.getByTestId('small-log').getByText('4/4 steps').waitFor(LONG);
    await expect.poll(() => page.getByTestId('job-progress').getAttribute('value'), LONG).toBe('1');
    await page.getByTestId('job-cancel').click();
    await page.getByTestId('confirm-yes').click();
    await state(page, /^cancelled/);
    await page.getByTestId('job-output').getByText('1/4 steps').waitFor(LONG);
  });

  it('narrows the history, runs a job again with changes, and compares the two', async () => {
    const { app, page } = await start();
    const first = await runJob(app, { tool: 'desk', command: 'greet', args: { who: 'ada' } });
    await page.getByTestId(`job-${first}`).click();
    await state(page, /^completed/);
    await page.getByTestId('job-change').click();
    expect(await page.getByTestId('input-who').inputValue()).toBe('ada');
    await page.getByTestId('input-who').fill('bob');
    await page.getByTestId('input-loud').selectOption({ label: 'true' });
    await page.getByTestId('job-run').click();
    await state(page, /^failed, exit 3/);
    await page.getByTestId('job-compare').click();
    const compare = page.getByTestId('compare');
    await compare.getByText('Hello, ada').waitFor(LONG);
    await compare.getByText('Hello, bob').waitFor(LONG);
    await compare.getByText('said loudly').waitFor(LONG);
    await page.keyboard.press('Escape');

    await page.getByTestId('chip-failed').click();
    await page.getByTestId(`job-${first}`).waitFor({ state: 'detached', ...LONG });
    await page.locator('[data-testid^="job-"][role="row"]').getByText('greet').waitFor(LONG);
    await page.keyboard.press('/');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('greet ada');
    await page.getByTestId('command-desk/count').waitFor({ state: 'detached', ...LONG });
  });

  it('runs a job again after each redeploy of a component, until that is ended', async () => {
    const { app, page } = await start();
    const first = await runJob(app, { tool: 'desk', command: 'greet', args: { who: 'ada' } });
    await page.getByTestId(`job-${first}`).click();
    await page.getByTestId('repeat-after').selectOption('component:api');
    await page.getByTestId('repeat-add').click();
    await page.getByTestId('repeats').getByText('desk/greet, after component api').waitFor(LONG);
    await app.act('component.redeploy', { names: ['api'], scope: 'only' });
    await page.getByTestId('repeat-last').click();
    await page.getByTestId('inspector').getByText('by itself, after component api').waitFor(LONG);
    await page.getByTestId('repeats-open').click();
    await page.getByTestId('repeat-remove').click();
    await page.getByText('No job runs again by itself.').waitFor(LONG);
    expect((await app.act('repeats', {})).repeats).toEqual([]);
  });

  it('says why nothing runs in a workspace that is only looked at, and what is wrong with a program', async () => {
    const { page } = await start(undefined, undefined, false);
    await page.getByTestId('command-desk/lost').click();
    await page.getByTestId('why-not-run').getByText('workspace is not trusted yet').waitFor(LONG);
    await page.getByTestId('program-problem').waitFor(LONG);
    expect(await page.getByTestId('job-run').getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');
    await page.getByTestId('inspector').waitFor({ state: 'detached', ...LONG });
  });

  it('writes an example into a workspace without tools, which can be run', async () => {
    const app = await serveApp({ files: { 'components/api.yaml': STAYS } });
    await app.act('workspace.trust', { decision: 'trust' });
    const page = await openPage(browser, app);
    await page.getByTestId('rail-jobs').click();
    await page.getByTestId('tools-example').waitFor(LONG);
    await look(page, 'empty-light-1440');
    await page.getByTestId('tools-example').click();
    await page.getByTestId('command-example/hello').click(LONG);
    await page.getByTestId('input-who').fill('ada');
    await page.keyboard.press('Enter');
    await page.getByTestId('job-output').getByText('Hello, ada').waitFor(LONG);
  });

  it.each(LOOKS)('is accessible at %i×%i, %s', async (width, height, scheme) => {
    const { app, page } = await start({ width, height }, scheme);
    const one = await runJob(app, { tool: 'desk', command: 'greet', args: { who: 'ada' } });
    const other = await runJob(app, { tool: 'desk', command: 'greet', args: { who: 'bob', loud: true } });
    await page.getByTestId(`job-${other}`).waitFor(LONG);
    await look(page, `history-${scheme}-${width}`);
    await page.getByTestId('command-desk/greet').click();
    await page.getByTestId('input-who').fill('no name');
    await page.getByTestId('field-who').getByText('who must match').waitFor(LONG);
    await look(page, `form-${scheme}-${width}`);
    await page.getByTestId(`job-${other}`).click();
    await state(page, /^failed/);
    await page.getByTestId('job-output').getByText('Hello, bob').waitFor(LONG);
    await look(page, `job-${scheme}-${width}`);
    await page.getByTestId('command-desk/count').click();
    await page.getByTestId('job-run').click();
    await page.getByTestId('small-log').getByText('4/4 steps').waitFor(LONG);
    await look(page, `running-${scheme}-${width}`);
    await page.getByTestId(`choose-${one}`).check();
    await page.getByTestId(`choose-${other}`).check();
    await page.getByTestId('compare-chosen').click();
    await page.getByTestId('compare').getByText('Hello, bob').waitFor(LONG);
    await look(page, `compare-${scheme}-${width}`);
  });
});
