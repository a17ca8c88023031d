import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../helpers/temp.ts';
import { faultsOf, onDisk } from './stored.ts';

it('counts and tells what it loses while the disk is full, makes nobody wait, and tears no line', () => {
  const disk = tempFolder('disk');
  const copy = tempFolder('copy');
  const script = path.resolve(import.meta.dirname, '../../../fixtures/logs/full-disk.ts');
  const inside = 'mount -t tmpfs -o size=5m tmpfs "$1" && "$3" "$4" "$1" && cp -r "$1/logs" "$2"';
  const out = execFileSync('unshare', ['-Urm', 'sh', '-c', inside, 'sh', disk, copy, process.execPath, script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 55_000,
  });
  const { whileFull, troubles } = JSON.parse(out);
  expect(troubles).toEqual([]);
  const stream = onDisk(path.join(copy, 'logs'), 'loud/stdout');
  expect(faultsOf(stream)).toEqual([]);
  const lines = stream.bytes.toString().split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.at(-1)).toBe('the end');
  const lost = stream.marks.flatMap(({ what }) => (what.is === 'lost' ? [what] : []));
  expect(lost[0]).toMatchObject({ why: 'the disk is full' });
  const numbered = lines.filter((line) => /^line \d{8} x{80}$/.test(line));
  const others = lines.filter((line) => !/^line \d{8} x{80}$|^lost by \d+$|^the end$/.test(line));
  // A line that the full disk cut is ended where it was cut, and stands right before the mark.
  expect(others.every((line) => /^l(?:ine)? ?\d{0,8} ?x*$/.test(line))).toBe(true);
  expect(others.length).toBeLessThanOrEqual(lost.length);
  const lostLines = lost.reduce((sum, { lines: count }) => sum + count, 0);
  expect(numbered.length + lostLines).toBeGreaterThanOrEqual(whileFull.sent);
  expect(stream.marks.at(-1)?.what).toMatchObject({ is: 'run-ended' });
});
