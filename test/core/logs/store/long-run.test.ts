import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { LogStreamFacts } from '../../../../shared/actions/log.ts';
import { tempFolder } from '../../../helpers/temp.ts';
import { tries } from './random.ts';
import { bytesBelow, faultsOf, onDisk } from './stored.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../../fixtures/logs/long-run.ts');
const STREAM_BYTES = 8 * 2 ** 20;
/** Share of a run after which everything is in use that will be. */
const WARM = 0.2;
const MOST_RISE = 5 * 2 ** 20;

it('stays within its bounds on disk and in memory, however many lines are written', async () => {
  const folder = tempFolder('logs');
  const lines = tries(300_000, 10_000_000);
  const run = promisify(execFile)(process.execPath, [SCRIPT, folder, String(lines), String(STREAM_BYTES)]);
  const { rss, streams, told } = JSON.parse((await run).stdout) as {
    rss: number[];
    streams: LogStreamFacts[];
    told: number;
  };
  expect(bytesBelow(folder)).toBeLessThanOrEqual(STREAM_BYTES * 2.5 + 1_000);
  const written = streams.filter(({ channel }) => channel === 'stdout');
  expect(written.reduce((sum, { last }) => sum + last, 0)).toBeGreaterThanOrEqual(lines - 3);
  expect(told).toBeGreaterThan(0);
  for (const { stream, first, dropped, bytes } of written) {
    expect(bytes).toBeLessThanOrEqual(STREAM_BYTES);
    expect(dropped).toBe(first - 1);
    const stored = onDisk(folder, stream);
    expect(faultsOf(stored)).toEqual([]);
    // Whoever writes as fast as it can is held back now and then.
    const marks = stored.marks.filter(({ what }) => what.is !== 'held-back');
    expect(marks.map(({ n, what }) => [n, what.is])).toEqual(
      dropped > 0
        ? [
            [1, 'run-started'],
            [first, 'rotated'],
          ]
        : [[1, 'run-started']],
    );
    if (dropped > 0) expect(marks.at(-1)?.what).toMatchObject({ lines: dropped });
  }
  const warm = rss.slice(Math.floor(rss.length * WARM));
  const half = Math.floor(warm.length / 2);
  const rise = Math.max(...warm.slice(half)) - Math.max(...warm.slice(0, half));
  // A short run has not settled yet; what it shows is the shape of the test.
  if (lines >= 10_000_000) expect(rise).toBeLessThan(MOST_RISE);
}, 1_800_000);
