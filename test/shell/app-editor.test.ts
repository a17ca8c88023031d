import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot, startDesktopApp } from '../helpers/desktop-app.ts';
import { tempFolder } from '../helpers/temp.ts';

const click = (testId: string) => `document.querySelector('[data-testid="${testId}"]').click()`;
const shows = (testId: string) => `document.querySelector('[data-testid="${testId}"]') !== null`;

describe('the editor in the desktop app, on the stand-in for Electron', { timeout: 180_000 }, () => {
  it('breaks no rule of the page, and opens the own editor at the line of a refused edit', async () => {
    const root = tempFolder('root');
    const home = tempFolder('home');
    const said = path.join(home, 'said');
    const program = path.join(home, 'my editor');
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > '${said}.new'\nmv '${said}.new' '${said}'\n`);
    chmodSync(program, 0o755);
    writeFileSync(
      path.join(home, 'settings.json'),
      JSON.stringify({ externalEditor: `"${program}" --goto {file}:{line}:{column}` }),
    );
    mkdirSync(path.join(root, 'models'));
    writeFileSync(path.join(root, 'models', 'quick.yaml'), 'options:\n  provider: openai\n  temperature: warm\n');

    const app = startDesktopApp({ app: projectRoot, home, words: [root] });
    await app.order('wait', shows('rail-definitions'));
    await app.order(
      'evaluate',
      `window.refused = []; document.addEventListener('securitypolicyviolation', (event) =>
         window.refused.push(event.violatedDirective + ' ' + event.blockedURI)); null`,
    );
    await app.order('evaluate', click('rail-definitions'));
    await app.order('wait', shows('row-models/quick'));
    await app.order('evaluate', click('row-models/quick'));
    await app.order('wait', shows('definition-open-text'));
    await app.order('evaluate', click('definition-open-text'));
    await app.order('wait', `document.querySelector('.cm-line-error')?.textContent === '  temperature: warm'`);
    await app.order('wait', `getComputedStyle(document.querySelector('.cm-scroller')).lineHeight === '20px'`);
    expect(await app.order('evaluate', 'window.refused')).toEqual([]);

    await app.order(
      'wait',
      `document.querySelector('[data-testid="definition-external"]').textContent.startsWith('Open in')`,
    );
    await app.order('evaluate', click('definition-external'));
    await expect
      .poll(() => readOrNull(said), { timeout: 60_000 })
      .toBe(`--goto\n${path.join(root, 'models', 'quick.yaml')}:3:16\n`);
  });
});

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
