import { renameSync } from 'node:fs';
import path from 'node:path';
import type { Browser, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, type ServedApp, serveApp, startBrowser } from './app.ts';

const LONG = { timeout: 60_000 };
const node = (script: string, ...more: string[]) => [process.execPath, '-e', script, ...more];
const WHO = { name: 'who', type: 'string', required: true };
const WHERE = { name: 'where', enum: ['staging', 'production'] };
/** More than is kept of an output: a first line that is lost, many of one length, and a last one. */
const FLOODS = `console.log('the first line'); for (let n = 0; n < 30000; n += 1) console.log('x'.repeat(49));
console.log('the last line')`;
const command = (name: string, exec_parts: readonly string[], args: readonly object[] = []) => ({
  name,
  exec_parts,
  timeout: '10m',
  args,
});
const TOOL = {
  name: 'desk',
  version: '1.0.0',
  commands: [
    command('echo', ['/bin/echo', '{{.who}}', '{{.where}}'], [WHO, WHERE]),
    command('stay', ['/bin/sleep', '600']),
    command('flood', node(FLOODS)),
    command('break', ['/bin/sh', '-c', 'exit 3']),
  ],
};

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function start(settings = 'jobs: { graceMs: 200 }\n') {
  const app = await serveApp({ files: { 'tools/desk.json': JSON.stringify(TOOL), 'signalbox.yaml': settings } });
  await app.act('workspace.trust', { decision: 'trust' });
  const page = await openPage(browser, app);
  await page.keyboard.press('5');
  await page.getByTestId('command-desk/echo').waitFor(LONG);
  return { app, page };
}

/** Accepts a job as another client would; the limit of acts in a second is waited for. */
async function run(app: ServedApp, name: string, args: object = {}): Promise<string> {
  let id = '';
  const accept = async () => {
    const answer = await app.api(`/exec/desk/${name}`, { method: 'POST', body: JSON.stringify(args) });
    id = answer.job_id ?? '';
    return answer.code ?? 'accepted';
  };
  await expect.poll(accept, LONG).toBe('accepted');
  return id;
}

async function ended(app: ServedApp, id: string): Promise<void> {
  await expect.poll(async () => (await app.act('job', { jobId: id })).job.endedAt, LONG).not.toBeNull();
}

describe('jobs at the edges of their screen', { timeout: 180_000 }, () => {
  it('pages through a long history, and has what another client runs on top of it', async () => {
    const { app, page } = await start();
    const ids: string[] = [];
    for (let number = 0; number < 70; number += 1) ids.push(await run(app, 'echo', { who: `number ${number}` }));
    await ended(app, ids.at(-1) ?? '');

    await page.getByTestId(`job-${ids.at(-1)}`).click();
    await expect
      .poll(async () => {
        await page.keyboard.press('End');
        return page.getByTestId(`job-${ids[0]}`).isVisible();
      }, LONG)
      .toBe(true);
    await page.getByTestId(`job-${ids[0]}`).click();
    await page.getByTestId('job-output').getByText('number 0').waitFor(LONG);
    const late = await run(app, 'echo', { who: 'late' });
    await page.keyboard.press('Home');
    await page.getByTestId(`job-${late}`).getByText('completed').waitFor(LONG);
  });

  it('says what waits and why it shows no output, and counts lead to what they count', async () => {
    const { app, page } = await start('jobs: { concurrency: 2, graceMs: 200 }\n');
    await ended(app, await run(app, 'break'));
    const ids = [await run(app, 'stay'), await run(app, 'stay'), await run(app, 'stay')];
    await page.getByTestId('rail-overview').click();
    await page.getByTestId('overview-jobs').getByText('2 running').waitFor(LONG);
    await page.getByTestId('strip-jobs-failed').getByText('job failed').waitFor(LONG);
    await page.getByTestId('overview-jobs').getByText('1 waits').click();
    const rows = page.locator('[data-testid^="job-"][role="row"]');
    await expect.poll(() => rows.count(), LONG).toBe(1);
    await page.getByTestId(`job-${ids[2]}`).getByText('queued').click();
    await page.getByText('It waits until other jobs have ended.').waitFor(LONG);
    await page.getByText('It writes nothing before it runs.').waitFor(LONG);
    await app.api(`/exec/jobs/${ids[2]}`, { method: 'DELETE' });
    await page.getByTestId('job-state').getByText('cancelled, never ran').waitFor(LONG);
    await page.getByTestId('strip-jobs-running').click();
    await expect.poll(() => rows.count(), LONG).toBe(2);
    for (const id of ids.slice(0, 2)) await page.getByTestId(`choose-${id}`).check();
    await page.getByTestId('compare-chosen').click();
    const compare = page.getByTestId('compare');
    await compare.getByText('Of one that has not ended').waitFor(LONG);
    for (const id of ids) await app.api(`/exec/jobs/${id}`, { method: 'DELETE' });
    await page.getByTestId('strip-jobs-running').waitFor({ state: 'detached', ...LONG });
    await expect.poll(() => compare.getByRole('cell', { name: 'cancelled' }).count(), LONG).toBe(2);
    expect(await compare.getByText('Of one that has not ended').count()).toBe(0);
  });

  it('shows the end of a long output by whole lines, and says that it is only that', async () => {
    const { app, page } = await start();
    const id = await run(app, 'flood');
    await page.getByTestId(`job-${id}`).click(LONG);
    await page.getByTestId('job-truncated').getByText('Only the end of what it wrote was kept').waitFor(LONG);
    const output = page.getByTestId('job-output').locator('pre');
    const lines = ((await output.textContent()) ?? '').split('\n');
    expect(new Set(lines)).toEqual(new Set(['x'.repeat(49), 'the last line']));
    // Its newest line is in sight without scrolling.
    const place = await page.locator('[data-stream="stdout"]').evaluate((frame) => ({
      below: frame.scrollHeight - frame.scrollTop - frame.clientHeight,
      hidden: frame.scrollHeight - frame.clientHeight,
    }));
    expect(place.hidden).toBeGreaterThan(0);
    expect(place.below).toBeLessThan(2);
  });

  it('keeps what was typed while the manifest is broken, gone, and back in another shape', async () => {
    const { app, page } = await start();
    await page.getByTestId('command-desk/echo').click();
    await page.getByTestId('input-who').fill('half typed');
    await page.getByTestId('input-where').selectOption({ label: 'staging' });
    app.write('tools/desk.json', '{"name": "desk", "vers');
    await page.getByTestId('manifest-refused').waitFor(LONG);
    expect(await page.getByTestId('job-run').getAttribute('aria-disabled')).not.toBe('true');

    renameSync(path.join(app.root, 'tools/desk.json'), path.join(app.root, 'desk.away'));
    await page.getByTestId('why-not-run').getByText('no manifest has desk/echo now').waitFor(LONG);
    expect(await page.getByTestId('input-who').inputValue()).toBe('half typed');
    expect(await page.getByTestId('job-run').getAttribute('aria-disabled')).toBe('true');

    const [echo, ...others] = TOOL.commands;
    const changed = { ...echo, args: [{ ...WHERE, enum: ['production', 'staging'] }, WHO] };
    app.write('tools/desk.json', JSON.stringify({ ...TOOL, commands: [changed, ...others] }));
    await page.getByTestId('why-not-run').waitFor({ state: 'detached', ...LONG });
    await page.getByTestId('job-run').click();
    await page.getByTestId('job-output').getByText('half typed staging').waitFor(LONG);
  });

  it('says nothing new of a job while the connection is lost, and how it ended once it is back', async () => {
    const { app, page } = await start();
    const open = new Set<WebSocketRoute>();
    let isCut = false;
    await page.routeWebSocket(/.*/, (socket) => {
      if (isCut) return void socket.close();
      socket.connectToServer();
      open.add(socket);
    });
    const id = await run(app, 'stay');
    await page.reload();
    await page.getByTestId(`job-${id}`).click(LONG);
    await page.getByTestId('job-elapsed').getByText(', pid').waitFor(LONG);
    isCut = true;
    for (const socket of open) await socket.close();
    await page.locator('[data-testid="strip-connection"][data-status="disconnected"]').waitFor(LONG);
    await app.api(`/exec/jobs/${id}`, { method: 'DELETE' });
    await ended(app, id);
    expect(await page.getByTestId('job-state').textContent()).toBe('running');
    expect(await page.getByTestId('job-cancel').getAttribute('aria-disabled')).toBe('true');
    isCut = false;
    await page.getByTestId('job-state').getByText('cancelled').waitFor(LONG);
    expect(await page.getByTestId('job-rerun').getAttribute('aria-disabled')).not.toBe('true');
  });
});
