import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { folderName } from '../../../../electron/core/logs/format.ts';
import { openWriter, type Writer } from '../../../../electron/core/logs/writer.ts';
import { tempFolder } from '../../../helpers/temp.ts';
import { createRandom } from '../../../proof/random.ts';
import { testStamp } from './open.ts';
import { seedOfRun, tries } from './random.ts';
import { bytesBelow, onDisk } from './stored.ts';

const DAY_MS = 86_400_000;
const SEED = seedOfRun();

interface Options {
  readonly workspaceBytes: number;
  readonly streamDays?: number;
  readonly now?: () => number;
}

function open(folder: string, { workspaceBytes, streamDays = Infinity, now = () => 1_000 }: Options): Writer {
  return openWriter({
    ...{ folder, now, mono: () => 0, stamp: testStamp, tell: () => {} },
    bounds: { workspaceBytes, streamBytes: Infinity, streamDays, segmentBytes: 500 },
    trouble: (message) => expect.unreachable(message),
  });
}

/** Bytes of the segments and marks of these items. */
function bytesOf(folder: string, items: readonly string[]): number {
  const places = items.map((item) => path.join(folder, folderName(`${item}/job`))).filter((one) => existsSync(one));
  // The name of a stream counts for nothing.
  return places.reduce((sum, place) => sum + bytesBelow(place) - statSync(path.join(place, 'stream.json')).size, 0);
}

it(`keeps a workspace within its bound, the segments that were written to last (seed ${SEED})`, () => {
  for (let round = 0; round < tries(3, 60); round += 1) {
    const what = `SIGNALBOX_TEST_SEED=${SEED} round ${round}`;
    const random = createRandom(SEED + round);
    const folder = tempFolder('logs');
    const options = { workspaceBytes: 4_000 + random.below(4_000) };
    const items = Array.from({ length: 2 + random.below(8) }, (_, index) => `job:${index}`);
    let writer = open(folder, options);
    const begin = () => items.forEach((item, id) => void writer.stream(id, item, 'job'));
    begin();
    for (let step = 0; step < 150; step += 1) {
      for (let chunk = random.below(4); chunk >= 0; chunk -= 1) {
        const line = Buffer.from(`${'x'.repeat(1 + random.below(200))}\n`);
        writer.chunk(random.below(items.length), line, step, step);
      }
      writer.flush();
      expect(bytesOf(folder, items), `${what} step ${step}`).toBeLessThanOrEqual(options.workspaceBytes);
      // Enough is written after the last one to fill what it made room for.
      if (step < 75 && random.chance(0.05)) {
        writer.forget(random.pick(items));
        begin();
      }
      if (random.chance(0.05)) {
        writer.close();
        writer = open(folder, options);
        begin();
      }
    }
    writer.close();
    const streams = items
      .filter((item) => existsSync(path.join(folder, folderName(`${item}/job`))))
      .map((item) => onDisk(folder, `${item}/job`));
    // The mark that tells what went has the place in the order that the last of it had.
    const gone = Math.max(0, ...streams.flatMap(({ marks }) => marks.map(({ order }) => order)));
    const kept = streams.flatMap(({ segments }) => segments.map(({ entries }) => entries.at(-1)?.order ?? 0));
    expect(Math.min(...kept), what).toBeGreaterThan(gone);
    expect(bytesOf(folder, items), what).toBeGreaterThan(options.workspaceBytes - 2_000);
  }
}, 1_800_000);

it('drops what is too old of streams that nobody writes to when it is told that time went by', () => {
  const folder = tempFolder('logs');
  let day = 1;
  const writer = open(folder, { workspaceBytes: Infinity, streamDays: 14, now: () => day * DAY_MS });
  writer.stream(0, 'job:old', 'job');
  writer.stream(1, 'job:new', 'job');
  writer.chunk(0, Buffer.from('old\n'), day * DAY_MS, 1);
  writer.flush();
  day = 10;
  writer.chunk(1, Buffer.from('new\n'), day * DAY_MS, 1);
  writer.flush();
  day = 20;
  writer.age();
  expect(onDisk(folder, 'job:old/job').bytes.toString()).toBe('');
  expect(onDisk(folder, 'job:new/job').bytes.toString()).toBe('new\n');
  writer.close();
});
