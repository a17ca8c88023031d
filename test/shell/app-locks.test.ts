import { describe, expect, it } from 'vitest';
import { type DesktopApp, startDesktopApp } from '../helpers/desktop-app.ts';

interface Report {
  readonly eval: string;
  readonly functionOfText: string;
  readonly node: readonly string[];
  readonly desktop: readonly string[];
}

async function started(): Promise<DesktopApp> {
  const app = startDesktopApp();
  await app.order('wait', `document.body.innerText.includes('sample trusted')`);
  return app;
}

const connection = 'document.querySelector("#connection").textContent';

describe('the page of the desktop app', { timeout: 180_000 }, () => {
  it('has nothing of Node and no more than three words of the shell', async () => {
    const app = await started();
    const report = JSON.parse(
      String(await app.order('evaluate', 'document.querySelector("#report").textContent')),
    ) as Report;
    expect(report).toMatchObject({ node: [], desktop: ['connect', 'pathOf', 'platform'] });
    expect(
      await app.order(
        'evaluate',
        `(() => { try { signalboxDesktop.connect = 1 } catch {} return typeof signalboxDesktop.connect })()`,
      ),
    ).toBe('function');
  });

  it('cannot make code from text, nor embed, nor load from elsewhere', async () => {
    const app = await started();
    const report = JSON.parse(
      String(await app.order('evaluate', 'document.querySelector("#report").textContent')),
    ) as Report;
    expect([report.eval, report.functionOfText]).toEqual(['EvalError', 'EvalError']);
    const violation = (act: string) =>
      app.order(
        'evaluate',
        `new Promise((resolve) => { addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }); ${act} })`,
      );
    expect(
      await violation(`document.body.append(Object.assign(document.createElement('iframe'), { src: location.href }))`),
    ).toBe('frame-src');
    expect(
      await violation(
        `document.body.append(Object.assign(document.createElement('script'), { src: 'https://example.com/x.js' }))`,
      ),
    ).toBe('script-src-elem');
    expect(await violation(`fetch('https://example.com/').catch(() => {})`)).toBe('connect-src');
    expect(
      await violation(
        `document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.com/x.png' }))`,
      ),
    ).toBe('img-src');
  });

  it('stays where it is, and opens no window', async () => {
    const app = await started();
    await app.order('evaluate', `void setTimeout(() => { location.href = 'https://example.com/?secret=1' })`);
    await app.order('waitForCall', { call: 'navigation prevented', args: ['https://example.com/?secret=1'] });
    await app.said('kept from going to https://example.com/.');
    expect(app.lines.join('\n')).not.toContain('secret');
    await app.order('evaluate', `void setTimeout(() => open('https://example.com/window'))`);
    await app.order('waitForCall', { call: 'window denied' });
    await app.said('kept from opening');
    expect(await app.order('evaluate', 'document.title')).toBe('A page for tests');
    expect(await app.order('evaluate', connection)).toBe('open');
    const denied = (await app.order('record', null)).filter(({ call }) => call === 'window denied');
    expect(denied.map(({ args }) => args[1])).toEqual([{ action: 'deny' }]);
    expect((await app.order('record', null)).some(({ call }) => call === 'shell.openExternal')).toBe(false);
  });

  it('is the only frame that gets a port', async () => {
    const app = await started();
    expect(await app.order('connectFrom', { url: 'app://signalbox/', nested: true })).toBe(0);
    expect(await app.order('connectFrom', { url: 'https://example.com/', nested: false })).toBe(0);
    expect(await app.order('connectFrom', { url: 'app://signalbox.example/', nested: false })).toBe(0);
    await app.said('got none');
    expect(await app.order('evaluate', connection)).toBe('open');
    expect(await app.order('connectFrom', { url: 'app://signalbox/', nested: false })).toBe(1);
  });

  it.each([
    ['that nobody knows', `JSON.stringify({ t: 'format-disk' })`],
    ['that is no text', `({ t: 'hello' })`],
    ['above one MiB', `JSON.stringify({ t: 'call', id: 1, name: 'x', input: 'x'.repeat(1_100_000) })`],
  ])('loses its port by a frame %s', async (_which, frame) => {
    const app = await started();
    await app.order('evaluate', `port.postMessage(${frame})`);
    await app.order('wait', `${connection} === 'closed'`);
  });

  it('gets a new port and the whole snapshot after a reload', async () => {
    const app = await started();
    await app.order('evaluate', `document.body.dataset.old = 'yes'`);
    await app.order('reload', null);
    await app.order('wait', `!document.body.dataset.old && document.body.innerText.includes('agents/scout ok')`);
    expect(await app.order('evaluate', connection)).toBe('open');
  });

  it('is replaced by a new one when its process is lost, while everything goes on', async () => {
    const app = await started();
    await app.order('crash', null);
    await app.said('reopen');
    await app.order('wait', `document.body.innerText.includes('agents/scout ok')`);
    const calls = (await app.order('record', null)).map(({ call }) => call);
    expect(calls.filter((call) => call === 'new BrowserWindow')).toHaveLength(2);
    expect(calls.filter((call) => call === 'app.exit')).toHaveLength(0);
  });
});
