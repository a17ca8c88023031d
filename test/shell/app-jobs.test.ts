import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot, startDesktopApp } from '../helpers/desktop-app.ts';
import { tempFolder } from '../helpers/temp.ts';

const at = (testId: string) => `document.querySelector('[data-testid="${testId}"]')`;
const click = (testId: string) => `${at(testId)}.click()`;
const shows = (testId: string) => `${at(testId)} !== null`;
const says = (testId: string, words: string) =>
  `${at(testId)}?.textContent.includes(${JSON.stringify(words)}) === true`;

/** Types into a field as React hears it. */
const type = (testId: string, text: string) => `{
  const field = ${at(testId)};
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, ${JSON.stringify(text)});
  field.dispatchEvent(new Event('input', { bubbles: true }));
}; null`;

const WAITS = `console.log('Hello, ' + process.argv[1]); setInterval(() => {}, 1000)`;

describe('jobs in the desktop app, on the stand-in for Electron', { timeout: 180_000 }, () => {
  it('runs a command from its form, shows what it writes, and stops it', async () => {
    const root = tempFolder('root');
    mkdirSync(path.join(root, 'tools'));
    const command = {
      name: 'greet',
      exec_parts: [process.execPath, '-e', WAITS, '{{.who}}'],
      timeout: '10m',
      acl_cap: 'example.com/cap/desk',
      args: [{ name: 'who', type: 'string', required: true, pattern: 'identifier' }],
    };
    writeFileSync(
      path.join(root, 'tools', 'desk.json'),
      JSON.stringify({ name: 'desk', version: '1.0.0', commands: [command] }),
    );

    const app = startDesktopApp({ app: projectRoot, words: [root] });
    await app.order('wait', shows('rail-jobs'));
    await app.order('evaluate', click('rail-jobs'));
    await app.order('wait', shows('command-desk/greet'));
    await app.order('evaluate', click('command-desk/greet'));
    await app.order('wait', shows('input-who'));
    await app.order('evaluate', type('input-who', 'no name'));
    await app.order('wait', says('field-who', 'who must match identifier.'));
    await app.order('evaluate', type('input-who', 'ada'));
    await app.order('wait', says('argv', 'ada'));
    await app.order('evaluate', click('job-run'));
    await app.order('wait', says('small-log', 'Hello, ada'));
    await app.order('evaluate', click('job-cancel'));
    await app.order('wait', shows('confirm-yes'));
    await app.order('evaluate', click('confirm-yes'));
    await app.order('wait', says('job-state', 'cancelled'));
    await app.order('wait', says('job-output', 'Hello, ada'));
    expect(await app.order('evaluate', `${at('job-output')}.querySelectorAll('pre').length`)).toBe(1);
  });
});
