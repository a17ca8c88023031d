import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../helpers/temp.ts';

it('J19: goes on from memory while the disk is full, says so, and catches up without a gap when there is room again', () => {
  const root = tempFolder('root');
  const home = tempFolder('home');
  mkdirSync(path.join(root, 'agents'));
  writeFileSync(path.join(root, 'agents/fast.yaml'), 'name: fast\n');
  const script = path.resolve(import.meta.dirname, '../../fixtures/journal/full-disk.ts');
  const inside = `mount -t tmpfs -o size=6m tmpfs "$1" && exec "$2" "$3" "$4" "$1"`;
  const out = execFileSync('unshare', ['-Urm', 'sh', '-c', inside, 'sh', home, process.execPath, script, root], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 50_000,
  });
  const said = JSON.parse(out);
  expect(said.full.storage).toBe('memory');
  expect(said.full.gaps.at(-1)).toMatchObject({ reason: 'disk-full' });
  expect(said.put).toBe('STORAGE_FULL');
  expect(said.historyWhileFull).toBe(5);
  expect(said).toMatchObject({ freed: 'disk', loaded: 'ok', gapless: true });
});
