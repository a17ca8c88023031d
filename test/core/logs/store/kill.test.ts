import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openWriter } from '../../../../electron/core/logs/writer.ts';
import { lineWriter } from '../../../bench/output-child.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';
import { createRandom } from '../../../proof/random.ts';
import { testStamp } from './open.ts';
import { seedOfRun, tries } from './random.ts';
import { faultsOf, onDisk } from './stored.ts';

const SEED = seedOfRun();
const HOST = path.resolve(import.meta.dirname, '../../../fixtures/logs/kill-host.ts');
const BLOCK_BYTES = lineWriter().block(0).length;

it(`keeps every acknowledged line when its host is killed while three children write (seed ${SEED})`, async () => {
  const random = createRandom(SEED);
  for (let round = 0; round < tries(2, 200); round += 1) {
    const folder = tempFolder('logs');
    const acknowledged = await killedAfter(folder, random.below(500), String(round));
    for (let opened = 0; opened < 2; opened += 1) {
      const marks = repair(folder);
      for (const [name, bytes] of Object.entries(acknowledged)) {
        const where = `seed ${SEED}, round ${round}, stream ${name}, opened ${opened + 1} times`;
        const stream = onDisk(folder, `${name}/stdout`);
        expect(faultsOf(stream), where).toEqual([]);
        const first = stream.segments[0]?.start ?? 0;
        expect(first + stream.bytes.length, where).toBeGreaterThanOrEqual(bytes);
        const torn = stream.marks.find(({ what }) => what.is === 'repaired');
        // Repair ends a torn line, and nothing else differs from what was written.
        const written = torn ? stream.bytes.subarray(0, -1) : stream.bytes;
        expect(sameAsWritten(written, first), where).toBe(true);
        expect(stream.marks.filter(({ what }) => what.is === 'repaired').length, where).toBeLessThanOrEqual(1);
        if (first > 0)
          expect(stream.marks, where).toContainEqual(
            expect.objectContaining({ what: { is: 'rotated', bytes: first, lines: expect.any(Number) } }),
          );
      }
      expect(marks, 'nothing but torn lines is mended, and only once').toBeLessThanOrEqual(opened === 0 ? 3 : 0);
    }
    rmSync(folder, { recursive: true });
  }
}, 3_600_000);

/** Runs a host and kills it some time after it acknowledged something; answers what it acknowledged last. */
async function killedAfter(folder: string, ms: number, seed: string): Promise<Record<string, number>> {
  const host = spawn(process.execPath, [HOST, folder, seed], { stdio: ['ignore', 'pipe', 'inherit'] });
  onEnd(() => host.kill('SIGKILL'));
  const exited = once(host, 'exit');
  let last: Record<string, number> = {};
  let first = () => {};
  const begun = new Promise<void>((resolve) => {
    first = resolve;
  });
  const lines = createInterface({ input: host.stdout });
  const read = once(lines, 'close');
  lines.on('line', (line) => {
    last = JSON.parse(line);
    if (Object.keys(last).length === 3) first();
  });
  await Promise.race([begun, exited.then(() => Promise.reject(new Error('the host ended by itself')))]);
  await sleep(ms);
  host.kill('SIGKILL');
  await Promise.all([exited, read]);
  return last;
}

/** Opens what the host left as the next one does; answers how many marks that made. */
function repair(folder: string): number {
  let marks = 0;
  openWriter({
    folder,
    bounds: { workspaceBytes: Infinity, streamBytes: Infinity, streamDays: Infinity },
    now: Date.now,
    mono: () => performance.now(),
    stamp: testStamp,
    tell: (message) => {
      if (message.k === 'mark') marks += 1;
    },
    trouble: (message) => expect.unreachable(message),
  }).close();
  return marks;
}

/** Whether bytes are those that a child writes from a position on. */
function sameAsWritten(bytes: Buffer, from: number): boolean {
  const writer = lineWriter();
  for (let at = 0; at < bytes.length; ) {
    const position = from + at;
    const number = Math.floor(position / BLOCK_BYTES);
    const expected = writer.block(number).subarray(position - number * BLOCK_BYTES);
    const length = Math.min(expected.length, bytes.length - at);
    if (!bytes.subarray(at, at + length).equals(expected.subarray(0, length))) return false;
    at += length;
  }
  return true;
}
