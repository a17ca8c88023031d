import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerPage, pageFile } from '../../electron/shell/page-files.ts';
import { tempFolder } from '../helpers/temp.ts';

function page(): string {
  const folder = path.join(tempFolder('page'), 'renderer');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(folder, 'assets', 'a b.js'), 'export {};');
  writeFileSync(path.join(folder, '.env'), 'secret');
  writeFileSync(path.join(folder, '..', 'outside.txt'), 'secret');
  return folder;
}

const get = (folder: string, url: string, method = 'GET') => answerPage(folder, { url, method });

describe('the files of the page', () => {
  it('are served with their type and the policy', async () => {
    const folder = page();
    const index = await get(folder, 'app://signalbox/?workspace=1#x');
    expect([index.status, index.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await index.text()).toBe('<!doctype html>');
    expect(index.headers.get('content-security-policy')).toContain("default-src 'none'");
    const script = await get(folder, 'app://signalbox/assets/a%20b.js');
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  });

  it('are all there is: no other host, folder, hidden file or method', async () => {
    const folder = page();
    const wrong = [
      'app://other/index.html',
      'app://signalbox/%2e%2e/outside.txt',
      'app://signalbox/..%2foutside.txt',
      'app://signalbox/assets/..%2f..%2foutside.txt',
      'app://signalbox/..%5coutside.txt',
      'app://signalbox/C:%5cwindows',
      'app://signalbox/%00',
      'app://signalbox/%E0%A4%A',
      'app://signalbox/.env',
      'app://signalbox/assets',
      'app://signalbox/missing.js',
    ];
    for (const url of wrong) {
      const answer = await get(folder, url);
      expect([url, answer.status]).toEqual([url, 404]);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    expect((await get(folder, 'app://signalbox/', 'POST')).status).toBe(404);
  });

  it('never lie outside of the folder', () => {
    const folder = path.resolve('/app/renderer');
    expect(pageFile(folder, 'app://signalbox//etc/passwd')).toBe(path.join(folder, 'etc', 'passwd'));
    expect(pageFile(folder, 'app://signalbox/..%2frenderer-other/x')).toBeNull();
  });
});
