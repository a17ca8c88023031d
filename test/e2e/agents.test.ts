import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../architecture/source-tree.ts';
import { tempFolder } from '../helpers/temp.ts';
import { openPage, type ServedApp, serveApp, startBrowser } from './app.ts';

const LONG = { timeout: 90_000 };
const SHOTS = process.env['SIGNALBOX_SHOTS'];
const node = process.execPath;
/** The program of a reference server as it is published. */
const program = (name: string) =>
  path.join(projectRoot, `node_modules/@modelcontextprotocol/server-${name}/dist/index.js`);
const server = (name: string, args: readonly string[] = [], more = '') =>
  `name: ${name}\nenabled: true\n${more}transport:\n  type: stdio\n  command: ${JSON.stringify(node)}\n  arguments: ${JSON.stringify([program(name), ...args])}\n`;
/** Says something before its handshake line that no agent says, and stays. */
const NOISY = `#!${node}\nconsole.error('reading settings');\nconsole.log('Hello, I am an agent');\nsetInterval(() => {}, 1000);\n`;
const noisy = 'type: agent\nenabled: true\nrestart: no\nconfig:\n  path: bin/noisy\n';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const row = (page: Page, id: string) => page.getByTestId(`row-${id}`);
const says = (page: Page, id: string, word: string) =>
  row(page, id).getByText(word).locator('visible=true').first().waitFor(LONG);

interface StartOptions {
  readonly root?: string;
  readonly size?: { width: number; height: number };
  readonly scheme?: 'light' | 'dark';
}

async function start(files: Record<string, string>, { root, size, scheme }: StartOptions = {}) {
  const app = await serveApp({ files, ...(root === undefined ? {} : { root }) });
  await app.act('workspace.trust', { decision: 'trust' });
  const page = await openPage(browser, app, size, scheme);
  await page.keyboard.press('4');
  await page.getByTestId('screen-agents').waitFor(LONG);
  return { app, page };
}

async function agentOf(app: ServedApp, id: string): Promise<any> {
  return (await app.api('/api/v1/snapshot')).agents[id];
}

/** Problems that axe finds on the page, by rule. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
}

describe('agents, on the screen', () => {
  it('lists the tools of a server, calls one by its form, and follows the server through an edit and a crash', async () => {
    const first = tempFolder('first');
    const second = tempFolder('second');
    const { app, page } = await start({
      'mcp/everything.yaml': server('everything', [], 'restart: no\n'),
      'mcp/filesystem.yaml': server('filesystem', [first]),
      'mcp/memory.yaml': server('memory'),
    });
    await says(page, 'mcp/everything', 'ready');
    await says(page, 'mcp/filesystem', 'ready');
    await shot(page, 'agents-table');
    await row(page, 'mcp/everything').click();
    await page.getByTestId('tool-echo').click();
    await page.getByTestId('tool-call').click();
    await page.getByText('message needs a value.').waitFor(LONG);
    await page.getByTestId('input-message').fill('marco');
    await page.getByTestId('input-message').press('Control+Enter');
    await page.getByTestId('call-result').getByText('marco').waitFor(LONG);
    await page.getByTestId('tool-get-sum').click();
    await page.getByTestId('input-a').fill('2');
    await page.getByTestId('input-b').fill('x');
    await page.getByTestId('tool-call').click();
    await page.getByText('is not a number').waitFor(LONG);
    await page.getByTestId('input-b').fill('40');
    await page.getByTestId('tool-call').click();
    await page.getByTestId('call-result').getByText('42').waitFor(LONG);
    await shot(page, 'agents-call');

    await page.keyboard.press('Escape');
    await row(page, 'mcp/everything').click();
    await page.getByTestId('segment-messages').click();
    await page.getByTestId('messages').getByText('tools/call').first().waitFor(LONG);
    await page.getByTestId('message-1').click();
    await page.getByTestId('message-detail').getByText('protocolVersion').waitFor(LONG);
    await shot(page, 'agents-messages');

    await row(page, 'mcp/filesystem').click();
    const { pid } = await agentOf(app, 'mcp/filesystem');
    app.write('mcp/filesystem.yaml', server('filesystem', [second]));
    await expect.poll(async () => (await agentOf(app, 'mcp/filesystem')).pid ?? pid, LONG).not.toBe(pid);
    await says(page, 'mcp/filesystem', 'ready');
    await page.getByTestId('segment-tools').click();
    await page.getByTestId('tool-list_allowed_directories').click();
    await page.getByTestId('tool-call').click();
    await page.getByTestId('call-result').getByText(second).first().waitFor(LONG);

    process.kill((await agentOf(app, 'mcp/everything')).pid, 'SIGKILL');
    await expect.poll(async () => (await agentOf(app, 'mcp/everything')).state, LONG).toBe('exited');
    await says(page, 'mcp/everything', 'crashed');
    await row(page, 'mcp/everything').click();
    await page.getByTestId('crash-mcp/everything').getByText('SIGKILL').first().waitFor(LONG);
    await shot(page, 'agents-crash');
  }, 300_000);

  for (const [scheme, width, height] of [
    ['light', 1440, 900],
    ['dark', 1024, 700],
  ] as const) {
    it(`is clean to axe in ${scheme} at ${width}x${height}, and everything can be reached by keys`, async () => {
      const { page } = await start(
        { 'mcp/everything.yaml': server('everything') },
        { size: { width, height }, scheme },
      );
      await says(page, 'mcp/everything', 'ready');
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('j');
      await page.getByTestId('tool-get-structured-content').focus();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByTestId('input-location').selectOption({ index: 1 });
      await page.getByTestId('input-location').press('Control+Enter');
      await page.getByTestId('call-result').getByText('temperature').first().waitFor(LONG);
      expect(await findings(page)).toEqual([]);
      await shot(page, `agents-tools-${scheme}-${width}`);
      await page.getByTestId('tool-get-tiny-image').click();
      await page.getByTestId('tool-call').click();
      await page.getByTestId('call-result').locator('img').waitFor(LONG);
      await page.getByTestId('agent-list').focus();
      await page.keyboard.press('m');
      await page.getByTestId('messages').focus();
      await page.keyboard.press('Home');
      await page.getByTestId('message-detail').getByText('protocolVersion').waitFor(LONG);
      expect(await findings(page)).toEqual([]);
      await shot(page, `agents-messages-${scheme}-${width}`);
      await page.getByTestId('messages').press('Escape');
      await page.getByTestId('message-detail').waitFor({ state: 'detached' });
      await page.keyboard.press('l');
      await page.getByTestId('agent-log').waitFor(LONG);
      expect(await findings(page)).toEqual([]);
      await shot(page, `agents-log-${scheme}-${width}`);
    }, 300_000);
  }

  it('shows the first bytes of an agent whose handshake failed, what is wrong with them, and what to do', async () => {
    const root = tempFolder('root');
    mkdirSync(path.join(root, 'bin'));
    writeFileSync(path.join(root, 'bin/noisy'), NOISY, { mode: 0o755 });
    const { page } = await start({ 'components/noisy.yaml': noisy }, { root });
    await says(page, 'noisy', 'failed');
    await page.keyboard.press('j');
    await page.getByTestId('raw-bytes').getByText('Hello, I', { exact: true }).waitFor(LONG);
    await page.getByTestId('agent-diagnosis').getByText('Hello, I am an agent').waitFor(LONG);
    await page.getByTestId('inspector').getByText('reading settings').waitFor(LONG);
    await page.getByTestId('agent-log').getByText('reading settings').waitFor(LONG);
    await shot(page, 'agents-handshake');
    await page.keyboard.press('Escape');
    await page.getByTestId('inspector').waitFor({ state: 'detached' });
  }, 200_000);
});
