import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { tempFolder } from '../../helpers/temp.ts';
import { fixture } from './stand.ts';

const run = promisify(execFile);
const UNSHARE = process.getuid?.() === 0 ? '-m' : '-Urm';

it('a disk that fills up while an agent is fetched is said to be full, nothing half-written stays, and room mends it', {
  timeout: 150_000,
}, async () => {
  const inside = 'mount -t tmpfs -o size=4m tmpfs "$1" && exec "$2" "$3" "$1" "$4" "$5"';
  const paths = [
    tempFolder('disk'),
    process.execPath,
    fixture('full-disk.ts'),
    tempFolder('ledger'),
    fixture('agent.mjs'),
  ];
  const { stdout } = await run('unshare', [UNSHARE, 'sh', '-c', inside, 'sh', ...paths]);
  const said = JSON.parse(stdout);
  const full = (name: string) => ({
    code: 'STORAGE_FULL',
    message: expect.stringMatching(
      new RegExp(`^There is no room for .*${name}.* in DISK/.*/agents/services/codefly.dev\\.$`),
    ),
    hint: 'Free some space on that disk, then load the agent again. Nothing of it was kept.',
  });
  // From no page at all to just enough of them: never a part that passes for the whole.
  expect(said.tight.slice(0, -1).length).toBeGreaterThan(2);
  for (const one of said.tight.slice(0, -1)) expect(one).toEqual({ code: 'STORAGE_FULL', there: 'nothing' });
  expect(said.tight.at(-1)).toEqual({ code: 'HANDSHAKE_TIMEOUT', there: 'whole' });
  expect(said.middle).toEqual({ ...full('large'), left: ['small__1.0.0'] });
  expect(said.unpacking).toEqual({ ...full('service-packed'), left: ['small__1.0.0'] });
  expect(said).toMatchObject({ tried: 'refused', failed: 'STORAGE_FULL' });
  expect(said.freed).toEqual({ code: 'ready', left: ['large__1.0.0', 'small__1.0.0'] });
});
