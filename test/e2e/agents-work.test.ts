import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentFile, agentPlaces } from '../../electron/core/agents/places.ts';
import { parseReference } from '../../electron/core/agents/reference.ts';
import { projectRoot } from '../architecture/source-tree.ts';
import { freePort } from '../helpers/free-port.ts';
import { onEnd } from '../helpers/temp.ts';
import { openPage, serveApp, startBrowser } from './app.ts';

const LONG = { timeout: 90_000 };
const SHOTS = process.env['SIGNALBOX_SHOTS'];
const fixture = (name: string) => path.join(projectRoot, 'test/fixtures/agents', name);
const EVERYTHING = path.join(projectRoot, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');
const MIB = 2 ** 20;
/** A program that takes a while to come, and is an agent when it is there. */
const PROGRAM = `#!/bin/sh\nexec '${process.execPath}' '${fixture('agent.mjs')}'\n`.padEnd(3 * MIB, '#');

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const row = (page: Page, id: string) => page.getByTestId(`row-${id}`);
const phaseIs = (page: Page, word: string) =>
  page
    .getByTestId('agent-state')
    .filter({ hasText: new RegExp(`^${word}$`) })
    .waitFor(LONG);

async function start(files: Record<string, string>, env: Record<string, string> = {}) {
  const app = await serveApp({ files, env });
  await app.act('workspace.trust', { decision: 'trust' });
  const page = await openPage(browser, app);
  await page.keyboard.press('4');
  await page.getByTestId('screen-agents').waitFor(LONG);
  return { app, page };
}

async function look(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  );
  if (SHOTS !== undefined) await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
}

/** A store that gives a program one MiB at a time, each when it is told to. */
async function openSlowStore() {
  const waiting: (() => void)[] = [];
  const server = http.createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url?.endsWith('.sha256')) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': PROGRAM.length });
    for (let at = 0; at < PROGRAM.length; at += MIB) {
      if (at > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      response.write(PROGRAM.slice(at, at + MIB));
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/{name}-{version}`, next: () => waiting.shift()?.() };
}

/** The reference server over HTTP; answers its port. */
async function serveEverything(): Promise<number> {
  const port = await freePort();
  const server = spawn(process.execPath, [EVERYTHING, 'streamableHttp'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], PORT: String(port) },
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  onEnd(() => {
    server.kill('SIGKILL');
    return ended;
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('listening')) resolve();
    });
    void ended.then(() => reject(new Error(`the server ended: ${said}`)));
  });
  return port;
}

describe('an agent, on the screen', () => {
  it('is loaded by its reference: fetched with bytes and rate in sight, through every phase, until it is ready', async () => {
    const store = await openSlowStore();
    const { app, page } = await start({}, { AGENT_HTTP_URL: store.url });
    await page.getByTestId('agent-load').click();
    await page.getByTestId('load-ref').fill('a:b:c');
    await page.getByTestId('load-ref').press('Enter');
    await page.getByTestId('confirm').getByRole('alert').waitFor(LONG);
    await look(page, 'agents-load-refused');
    await page.getByTestId('load-ref').fill('slow:0.0.1');
    await page.getByTestId('load-ref').press('Enter');
    await phaseIs(page, 'downloading');
    const download = page.getByTestId('agent-download');
    const inspector = page.getByTestId('inspector');
    await inspector.getByText('1.0 MiB of 3.0 MiB').waitFor(LONG);
    expect(await download.getAttribute('value')).toBe(String(MIB));
    expect(await inspector.getByText(/\d (?:[KM]i)?B\/s$/).count()).toBe(1);
    await look(page, 'agents-download');
    store.next();
    await inspector.getByText('2.0 MiB of 3.0 MiB').waitFor(LONG);
    store.next();
    await phaseIs(page, 'ready');
    await download.waitFor({ state: 'detached' });
    await page.getByTestId('handshake').waitFor(LONG);
    await inspector.getByText('has it').waitFor(LONG);
    await look(page, 'agents-loaded');
    await page.getByTestId('agent-close').click();
    await page.getByTestId('confirm-yes').click();
    await phaseIs(page, 'exited');
    const [agent] = Object.values<any>((await app.api('/api/v1/snapshot')).agents);
    expect(agent).toMatchObject({ state: 'exited', exit: { code: 0, leftovers: 0 } });
  }, 300_000);

  it('is called off while it is fetched, leaves nothing on the disk, and needs nobody any more; one that failed does', async () => {
    const store = await openSlowStore();
    const { app, page } = await start({}, { AGENT_HTTP_URL: store.url });
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-input').fill('load an agent');
    await page.getByTestId('palette-act-agent.load').waitFor(LONG);
    await page.keyboard.press('Enter');
    await page.getByTestId('load-ref').fill('slow:0.0.2');
    await page.getByTestId('load-ref').press('Enter');
    await page.getByTestId('inspector').getByText('1.0 MiB of 3.0 MiB').waitFor(LONG);
    await page.getByTestId('agent-close').click();
    await page.getByTestId('confirm-yes').click();
    await phaseIs(page, 'cancelled');
    await page.getByTestId('agent-failure').getByText('was closed before it was ready').waitFor(LONG);
    expect(await page.getByTestId('rail-agents').textContent()).toMatch(/Agents$/);
    await look(page, 'agents-called-off');
    // Where the app itself would put it, on this very machine.
    const { reference } = parseReference('bad:0.0.1');
    const bad = agentFile(agentPlaces({ env: { SIGNALBOX_HOME: app.home } }).install, reference);
    const folder = path.dirname(bad);
    expect(existsSync(folder)).toBe(true);
    await expect.poll(() => readdirSync(folder), LONG).toEqual([]);
    writeFileSync(bad, '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    await page.getByTestId('agent-load').click();
    await page.getByTestId('load-ref').fill('bad:0.0.1');
    await page.getByTestId('load-ref').press('Enter');
    await phaseIs(page, 'failed');
    await expect.poll(() => page.getByTestId('rail-agents').textContent(), LONG).toMatch(/Agents1$/);
  }, 300_000);
});

describe('an MCP server, on the screen', () => {
  it('that never answers leaves the form usable: a call runs out of its time, or is cancelled, and others go on', async () => {
    const transport = { type: 'stdio', command: process.execPath, arguments: [fixture('mcp.mjs')] };
    const { page } = await start({ 'mcp/odd.json': JSON.stringify({ enabled: true, transport }) });
    await row(page, 'mcp/odd').getByText('ready').locator('visible=true').first().waitFor(LONG);
    await row(page, 'mcp/odd').click();
    await page.getByTestId('tool-never').click();
    await page.getByTestId('tool-time').fill('1,5');
    await page.getByText('The time-out is not a number of seconds.').waitFor(LONG);
    await page.getByTestId('tool-time').fill('1.5');
    await page.getByTestId('tool-call').click();
    const history = page.getByTestId('call-history');
    await history.getByText('timed out').waitFor(LONG);
    await history.getByText('never of mcp/odd did not answer within 1500 ms.').waitFor(LONG);
    await look(page, 'agents-call-late');
    await page.getByTestId('tool-time').fill('');
    await page.getByTestId('tool-call').click();
    await history.getByText('in flight').waitFor(LONG);
    await page.getByTestId('input-note').fill('still to be typed');
    await look(page, 'agents-call-going');
    await page.getByTestId('tool-env').click();
    await page.getByTestId('input-name').fill('NOTHING');
    await page.getByTestId('tool-call').click();
    await page.getByTestId('call-result').getByText('(unset)').waitFor(LONG);
    await page.getByTestId('tool-never').click();
    expect(await page.getByTestId('input-note').inputValue()).toBe('still to be typed');
    await page.getByTestId('segment-messages').click();
    await page.getByTestId('messages').waitFor(LONG);
    await page.getByTestId('segment-tools').click();
    await page.getByTestId('tool-cancel').click();
    await page.getByTestId('call-failure').getByText('was cancelled').waitFor(LONG);
    expect(await history.getByText('timed out').count()).toBe(1);
    await look(page, 'agents-call-cancelled');
    await page.getByTestId('segment-messages').click();
    // Both were told to the server: the one that was late and the one that was cancelled.
    await expect.poll(() => page.getByTestId('messages').getByText('notifications/cancelled').count(), LONG).toBe(2);
    await page.getByTestId('segment-log').click();
    await page
      .getByTestId('agent-log')
      .getByText(/^cancelled \d+$/)
      .nth(1)
      .waitFor(LONG);
  }, 300_000);

  it('over HTTP is connected, listed and called, found by the palette, and its messages come as they are exchanged', async () => {
    const port = await serveEverything();
    const transport = { type: 'streaming', url: `http://127.0.0.1:${port}/mcp` };
    const { app, page } = await start({ 'mcp/far.json': JSON.stringify({ enabled: true, transport }) });
    await row(page, 'mcp/far').getByText('ready').locator('visible=true').first().waitFor(LONG);
    await page.keyboard.press('1');
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-input').fill('far');
    await page.getByTestId('palette-agent-mcp/far').click();
    await phaseIs(page, 'ready');
    await page.getByTestId('inspector').getByText('MCP, HTTP').waitFor(LONG);
    await page.getByTestId('inspector').getByText(transport.url).first().waitFor(LONG);
    await page.getByTestId('tool-echo').click();
    await page.getByTestId('input-message').fill('marco over http');
    await page.getByTestId('tool-call').click();
    await page.getByTestId('call-result').getByText('marco over http').waitFor(LONG);
    await look(page, 'agents-http');
    await page.getByTestId('segment-messages').click();
    const lines = page.getByTestId('messages').getByText('tools/call');
    await expect.poll(() => lines.count(), LONG).toBe(2);
    // Somebody else calls while the page only looks.
    await app.act('mcp.call', { server: 'far', tool: 'echo', arguments: { message: 'polo' } });
    await expect.poll(() => lines.count(), LONG).toBe(4);
    await look(page, 'agents-http-messages');
  }, 300_000);
});
