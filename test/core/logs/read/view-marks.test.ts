import { expect, it } from 'vitest';
import type { Mark } from '../../../../electron/core/logs/format.ts';
import { createReaderFiles } from '../../../../electron/core/logs/reader-files.ts';
import { createTables } from '../../../../electron/core/logs/reader-table.ts';
import type { ToReader } from '../../../../electron/core/logs/segments-state.ts';
import { createViewMarks, type ViewMarks } from '../../../../electron/core/logs/view-marks.ts';
import type { LogChannel } from '../../../../shared/log.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';
import { createRandom, type Random } from '../../../proof/random.ts';
import { seedOfRun, tries } from '../store/random.ts';

const STREAMS: readonly (readonly [item: string, channel: LogChannel])[] = [
  ['a', 'stdout'],
  ['a', 'stderr'],
  ['b', 'stdout'],
];
const seed = seedOfRun();

/** Something that happens to one of the streams; most marks come behind all that were there. */
function messageOf(random: Random, step: number): ToReader {
  const [item, channel] = random.pick(STREAMS);
  const stream = `${item}/${channel}`;
  const what = random.below(20);
  if (what === 0) return { k: 'dropped', stream, firstByte: step * 10, firstLine: step };
  if (what === 1) return { k: 'gone', stream };
  if (what === 2) return { k: 'begun', stream, item, channel };
  const number = 1 + random.below(5);
  const sort: Mark['what'] = random.pick([
    { is: 'run-started', number, after: null },
    { is: 'run-ended', number, words: 'exit 0', healthy: true },
    { is: 'held-back', ms: number },
    { is: 'rotated', lines: step, bytes: step },
  ]);
  // An order belongs to one mark only.
  const order = (random.chance(0.8) ? step : random.below(step + 1)) + step / 1_000;
  const mark: Mark = {
    n: step,
    offset: step * 10,
    at: random.below(10),
    order,
    seq: step,
    run: `r${number}`,
    what: sort,
  };
  return { k: 'mark', stream, mark };
}

const listOf = (marks: ViewMarks) => Array.from({ length: marks.length }, (_, index) => marks.at(index));

it(`takes in one mark as it takes in all of them anew (seed ${seed})`, () => {
  for (let round = 0; round < tries(60, 3_000); round += 1) {
    const random = createRandom(seed + round);
    const files = createReaderFiles();
    onEnd(() => files.close());
    const tables = createTables(tempFolder('lines'), files);
    for (const [item, channel] of STREAMS) tables.take({ k: 'begun', stream: `${item}/${channel}`, item, channel });
    const isShown = random.chance(0.5) ? () => true : ({ at }: Mark) => at < 7;
    const [oneByOne, anew] = [createViewMarks(isShown), createViewMarks(isShown)];
    for (let step = 1; step <= 100; step += 1) {
      const change = tables.take(messageOf(random, step));
      const moved = change.k === 'mark' ? oneByOne.add(change, tables.present) : oneByOne.refresh(tables.present);
      const what = `SIGNALBOX_TEST_SEED=${seed} round ${round} step ${step}`;
      expect(moved, what).toBe(anew.refresh(tables.present));
      expect(listOf(oneByOne), what).toEqual(listOf(anew));
      expect(oneByOne.lastOrder, what).toBe(listOf(anew).at(-1)?.mark.order ?? -1);
    }
  }
});
