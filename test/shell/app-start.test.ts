import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { workerEntries } from '../../electron/core/worker-url.ts';
import { appWithTestPage, projectRoot, startDesktopApp } from '../helpers/desktop-app.ts';
import { tempFolder } from '../helpers/temp.ts';

const text = 'document.body.innerText';

describe('the desktop app, started on the stand-in for Electron', { timeout: 180_000 }, () => {
  it('locks everything before there is a page, then shows the snapshot in its window', async () => {
    const app = startDesktopApp();
    await app.order('wait', `${text}.includes('agents/scout ok')`);
    expect(await app.order('evaluate', 'document.querySelector("#workspace").textContent')).toBe('sample trusted');
    const calls = (await app.order('record', null)).map(({ call }) => call);
    const first = calls.filter((call, index) => calls.indexOf(call) === index);
    expect(first.slice(0, first.indexOf('window.loadURL') + 1)).toEqual([
      'app.enableSandbox',
      'protocol.registerSchemesAsPrivileged',
      'app.setPath',
      'session.setPermissionRequestHandler',
      'session.setPermissionCheckHandler',
      'session.setDevicePermissionHandler',
      'session.on',
      'session.webRequest.onBeforeRequest',
      'protocol.handle',
      'new BrowserWindow',
      'window.loadURL',
    ]);
    expect(calls.indexOf('window.show')).toBeGreaterThan(calls.indexOf('window.loadURL'));
  });

  it('shows a saved file in the page, and in the title what fails', async () => {
    const root = tempFolder('root');
    mkdirSync(path.join(root, 'models'));
    writeFileSync(path.join(root, 'models', 'quick.yaml'), 'provider: openai\nmodel: tiny\n');
    const app = startDesktopApp({ words: [root] });
    await app.order('wait', `${text}.includes('models/quick')`);
    writeFileSync(path.join(root, 'models', 'quick.yaml'), 'provider: [\n');
    await app.order('wait', `${text}.includes('definition.refused')`);
    await app.order('waitForCall', {
      call: 'window.setTitle',
      args: [`1 failing · ${path.basename(root)} · Signalbox`],
    });
    await app.order('waitForCall', { call: 'app.setBadgeCount', args: [1] });
  });

  it('opens a folder of a link to look only', async () => {
    const root = tempFolder('root');
    const app = startDesktopApp({ words: [`signalbox://open?path=${encodeURIComponent(root)}`] });
    await app.order('wait', `${text}.includes('${path.basename(root)} look-only')`);
  });

  it('opens the sample, and says why, when a link asks for anything else', async () => {
    const app = startDesktopApp({ words: ['signalbox://run?path=/'] });
    await app.order('wait', `${text}.includes('sample trusted')`);
    await app.said('it opens signalbox://open');
  });

  it('says what is wrong and ends when the folder is missing', async () => {
    const missing = path.join(tempFolder('root'), 'gone');
    const app = startDesktopApp({ words: [missing] });
    expect(await app.ended).toBe(1);
    await app.said(`Signalbox cannot start: ${missing} is not a folder.`);
  });

  it('hands a second start over to the first and ends', async () => {
    const [home, root] = [tempFolder('home'), tempFolder('root')];
    const folder = appWithTestPage();
    const app = startDesktopApp({ home, app: folder });
    await app.order('wait', `${text}.includes('sample trusted')`);
    const second = startDesktopApp({ home, app: folder, words: [root] });
    expect(await second.ended).toBe(0);
    // The folder was not opened by the app's own command line: it is only looked at.
    await app.order('wait', `${text}.includes('${path.basename(root)} look-only')`);
  });

  it('tells what is wrong with a link while it runs, and goes on', async () => {
    const missing = path.join(tempFolder('root'), 'gone');
    const app = startDesktopApp();
    await app.order('wait', `${text}.includes('sample trusted')`);
    await app.order('openLink', `signalbox://open?path=${encodeURIComponent(missing)}`);
    await app.order('waitForCall', { call: 'dialog.showMessageBox', args: [`${missing} is not a folder.`] });
    await app.order('pressButton', 0);
    expect(await app.order('evaluate', 'document.querySelector("#connection").textContent')).toBe('open');
  });

  it('shows the real page, which asks for nothing it may not have', async () => {
    const app = startDesktopApp({ app: projectRoot });
    await app.order('wait', `${text}.includes('scout')`);
    const calls = (await app.order('record', null)).map(({ call }) => call);
    expect(calls.filter((call) => call === 'request refused' || call === 'navigation prevented')).toEqual([]);
  });

  it('carries every worker in its bundle', () => {
    const built = readdirSync(path.join(appWithTestPage(), 'out', 'workers'));
    expect(built.sort()).toEqual(
      Object.keys(workerEntries)
        .map((name) => `${name}.js`)
        .sort(),
    );
  });
});
