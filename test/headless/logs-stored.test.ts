import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { faultsOf, onDisk } from '../core/logs/store/stored.ts';
import { serveComponents } from './components-served.ts';

const TALK = 'console.log("the key is " + process.env.API_TOKEN); console.error("oh"); process.exitCode = 3';

it('stores what components write, secrets hidden, with where each run began and how it ended', async () => {
  const env = { API_TOKEN: 'sesame-open-0815' };
  const served = await serveComponents({
    talk: { type: 'process', config: { command: ['node', '-e', TALK], env }, enabled: true, restart: 'no' },
  });
  await served.reaches('talk', 'crashed');
  await served.quit();
  const id = createHash('sha256').update(realpathSync(served.root)).digest('hex').slice(0, 16);
  const folder = path.join(served.home, 'workspaces', id, 'logs');
  const out = onDisk(folder, 'component:talk/stdout');
  const err = onDisk(folder, 'component:talk/stderr');
  expect(out.bytes.toString()).toMatch(/^the key is •••[0-9a-f]{4}\n$/);
  expect(err.bytes.toString()).toBe('oh\n');
  expect([...faultsOf(out), ...faultsOf(err)]).toEqual([]);
  expect(out.marks.map(({ n, what }) => [n, what])).toEqual([
    [1, { is: 'run-started', number: 1, after: expect.stringMatching(/^reload #\d+$/) }],
    [2, { is: 'run-ended', number: 1, words: 'exit 3', healthy: false }],
  ]);
});
