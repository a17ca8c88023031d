import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderName } from '../../../../electron/core/logs/format.ts';
import { createLineReader } from '../../../../electron/core/logs/reader-lines.ts';
import { readPage } from '../../../../electron/core/logs/reader-page.ts';
import type { Page, PageRequest } from '../../../../electron/core/logs/reader-protocol.ts';
import { openStoredLogs } from '../../../../electron/core/logs/reader-stored.ts';
import type { Searcher } from '../../../../electron/core/logs/search-window.ts';
import { type LogRow, type LogSpecInput, logSpec, streamName } from '../../../../shared/log.ts';
import { createRandom } from '../../../proof/random.ts';
import { seedOfRun, tries } from '../store/random.ts';
import { type Fixture, fixture } from './fixture.ts';
import { modelRows } from './model.ts';

type Ask = Omit<PageRequest, 'spec' | 'limit' | 'wait'> & { limit?: number };

function pages(log: Fixture, input: LogSpecInput): (ask?: Ask) => Promise<Page> {
  const { tables, searcher } = log;
  const source = { tables, searcher, reader: createLineReader(tables), pause: async () => {} };
  return ({ limit = 7, ...ask } = {}) => readPage(source, { spec: logSpec.parse(input), limit, wait: 0, ...ask });
}

const textOf = (row: LogRow) => (row.kind === 'line' ? row.text : row.what.is);

const seed = seedOfRun();

describe('pages of lines', () => {
  it(`are together all rows, from whichever side they are read (seed ${seed})`, async () => {
    for (let round = 0; round < tries(8, 500); round += 1) {
      const random = createRandom(seed + round);
      const log = fixture({ segmentBytes: 500 });
      for (let n = 1; n <= 150; n += 1) {
        const [item, channel] = random.pick([
          ['a', 'stdout'],
          ['a', 'stderr'],
          ['b', 'own'],
        ] as const);
        log.write(item, channel, `${random.pick(['x', 'needle', 'y'])} ${n}\n`.repeat(1 + random.below(3)), n, n);
        if (random.chance(0.05)) {
          log.stream('a', 'stdout').mark({ at: n, seq: n, run: null, what: { is: 'held-back', ms: n } });
          log.stream('a', 'stdout').flush();
          log.hear();
        }
      }
      const spec: LogSpecInput = {
        streams: random.pick([['*'], ['a/*']]),
        ...(random.chance(0.5) ? { include: [{ text: 'needle' }] } : {}),
        ...(random.chance(0.3) ? { from: 50 } : {}),
      };
      const names = [streamName('a', 'stdout'), streamName('a', 'stderr'), streamName('b', 'own')];
      const all = modelRows(log.folder, names, logSpec.parse(spec));
      const page = pages(log, spec);
      const limit = 1 + random.below(20);
      const forward: LogRow[] = [];
      let one = await page({ around: { at: -1 }, limit });
      for (forward.push(...one.rows); one.more; forward.push(...one.rows)) one = await page({ after: one.end, limit });
      expect(forward, `SIGNALBOX_TEST_SEED=${seed} round ${round}`).toEqual(all);
      const backward: LogRow[] = [];
      one = await page({ limit });
      for (backward.unshift(...one.rows); one.more; backward.unshift(...one.rows))
        one = await page({ before: one.begin, limit });
      expect(backward, `SIGNALBOX_TEST_SEED=${seed} round ${round}`).toEqual(all);
    }
  }, 1_800_000);

  it('go on where the last one ended, also with lines that had no end then', async () => {
    const log = fixture();
    log.write('a', 'stdout', 'one\ntwo');
    const page = pages(log, { streams: ['*'] });
    const first = await page();
    expect(first.rows.map(textOf)).toEqual(['one', 'two']);
    expect(first.rows[1]).toMatchObject({ open: true });
    log.write('a', 'stderr', 'beside\n');
    const second = await page({ after: first.end });
    expect(second.rows.map(textOf)).toEqual(['beside']);
    log.write('a', 'stdout', ' is whole\n');
    const third = await page({ after: second.end });
    expect(third.rows.map(textOf)).toEqual(['two is whole']);
    const fourth = await page({ after: third.end });
    expect(fourth.rows).toEqual([]);
    log.write('a', 'stderr', 'last\n');
    expect((await page({ after: fourth.end })).rows.map(textOf)).toEqual(['last']);
  });

  it('show rows around a place', async () => {
    const log = fixture();
    for (let n = 1; n <= 100; n += 1) log.write('a', 'stdout', `line ${n}\n`, n, n);
    const page = pages(log, { streams: ['*'] });
    const texts = async (ask: Ask) => (await page(ask)).rows.map(textOf);
    expect(await texts({ around: { stream: 'a/stdout', n: 50 }, limit: 5 })).toEqual(
      [48, 49, 50, 51, 52].map((n) => `line ${n}`),
    );
    expect(await texts({ around: { seq: 50 }, limit: 1 })).toEqual(['line 50']);
    expect(await texts({ around: { at: 1 }, limit: 3 })).toEqual(['line 1', 'line 2', 'line 3']);
  });

  it('compare lines with those before, and read those only where there is a line to compare', async () => {
    const log = fixture();
    log.write('a', 'stdout', 'old line 1\n', 1, 1);
    let compared = 0;
    const search: Searcher['search'] = (table, low, high, filter, templates) => {
      if (templates) compared += 1;
      return log.searcher.search(table, low, high, filter, templates);
    };
    const spec: LogSpecInput = { streams: ['*'], unlike: { seq: 1 } };
    const page = pages({ ...log, searcher: { ...log.searcher, search } }, spec);
    const first = await page();
    expect(first.rows).toEqual([expect.not.objectContaining({ fresh: true })]);
    compared = 0;
    log.stream('a', 'stdout').mark({ at: 2, seq: 2, run: null, what: { is: 'held-back', ms: 3 } });
    log.stream('a', 'stdout').flush();
    log.hear();
    const marks = await page({ after: first.end });
    expect(marks.rows.map(textOf)).toEqual(['held-back']);
    expect(await page({ after: marks.end })).toMatchObject({ rows: [] });
    expect(compared).toBe(0);
    log.write('a', 'stdout', 'old line 2\nnew line\n', 3, 3);
    const { rows } = await page({ after: marks.end });
    expect(rows.map((row) => [textOf(row), row.kind === 'line' && row.fresh === true])).toEqual([
      ['old line 2', false],
      ['new line', true],
    ]);
    expect(compared).toBeGreaterThan(0);
  });

  it('refuse what is no cursor and no expression', async () => {
    const log = fixture();
    log.write('a', 'stdout', 'one\n');
    await expect(pages(log, { streams: ['*'] })({ after: 'nonsense' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const bad = pages(log, { streams: ['*'], include: [{ text: '(', regex: true }] });
    await expect(bad()).rejects.toThrow(/cannot be read/);
  });

  it('come from the folder alone with the marks that are whole, and no others', async () => {
    const log = fixture();
    log.write('a', 'stdout', 'one\n');
    log.stream('a', 'stdout').mark({ at: 2, seq: 2, run: null, what: { is: 'held-back', ms: 3 } });
    log.stream('a', 'stdout').flush();
    const damaged = ['{"order":8,"what":{"is":"rotated"}}', '{"order":9,"what":{"is":"held-back"}}', '{"n":1,"offs'];
    const marks = path.join(log.folder, folderName('a/stdout'), 'marks.jsonl');
    appendFileSync(marks, damaged.join('\n'));
    const stored = openStoredLogs(log.folder);
    const page = await stored.page({ spec: logSpec.parse({ streams: ['*'] }), limit: 10, wait: 0 });
    stored.close();
    expect(page.rows.map(textOf)).toEqual(['one', 'held-back']);
  });

  it('come from the folder alone when when nobody writes there, torn ends included', async () => {
    const log = fixture({ segmentBytes: 400 });
    for (let n = 1; n <= 100; n += 1) log.write('a', n % 3 === 0 ? 'stderr' : 'stdout', `line ${n}\n`, n, n);
    log.write('a', 'stdout', 'torn');
    const stored = openStoredLogs(log.folder);
    const spec = logSpec.parse({ streams: ['*'] });
    const page = await stored.page({ spec, limit: 500, wait: 0 });
    expect(page.rows).toEqual(modelRows(log.folder, [streamName('a', 'stdout'), streamName('a', 'stderr')], spec));
    expect(page.rows.at(-1)).toMatchObject({ text: 'torn', open: true });
    expect(
      stored
        .streams()
        .map(({ stream, last }) => [stream, last])
        .sort(),
    ).toEqual([
      ['a/stderr', 33],
      ['a/stdout', 68],
    ]);
    stored.close();
  });
});
