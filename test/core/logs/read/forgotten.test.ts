import { describe, expect, it } from 'vitest';
import { streamFacts } from '../../../../electron/core/logs/reader-facts.ts';
import { createLineReader } from '../../../../electron/core/logs/reader-lines.ts';
import { readPage } from '../../../../electron/core/logs/reader-page.ts';
import { type LogRow, type LogSpecInput, logSpec } from '../../../../shared/log.ts';
import { type Fixture, fixture } from './fixture.ts';

const textOf = (row: LogRow) => (row.kind === 'line' ? row.text : row.what.is);
const listed = ({ tables }: Fixture) => streamFacts(tables).map(({ stream, last }) => [stream, last]);

/** Views that find their rows in different ways. */
const SPECS: readonly (readonly [string, LogSpecInput])[] = [
  ['all lines', { streams: ['*'] }],
  ['lines with a text', { streams: ['*'], include: [{ text: 'line' }] }],
  ['folded lines', { streams: ['*'], fold: true }],
];

/** Two jobs that wrote in turn; the last line of the second has no end. */
function twoJobs(): Fixture {
  const log = fixture();
  for (let n = 1; n <= 3; n += 1) {
    log.write('job:old', 'job', `old line ${'abcd'[n]}\n`, n, n);
    log.write('job:new', 'job', `new line ${'abcd'[n]}\n`, n, n);
  }
  log.write('job:old', 'job', 'old line without an end', 4, 4);
  return log;
}

describe('a stream that was forgotten', () => {
  it('is listed no more, and once when it begins again', () => {
    const log = twoJobs();
    log.forget('job:old', 'job');
    log.hear();
    expect(listed(log)).toEqual([['job:new/job', 3]]);
    log.write('job:old', 'job', 'again\n');
    expect(listed(log)).toEqual([
      ['job:new/job', 3],
      ['job:old/job', 1],
    ]);
  });

  it.each(SPECS)('leaves no rows in a view of %s, and shows what it writes when it begins again', (_, spec) => {
    const log = twoJobs();
    const view = log.view(spec);
    expect(view.rows()).toHaveLength(7);
    log.forget('job:old', 'job');
    log.hear();
    expect(view.rows().map(textOf)).toEqual(['new line b', 'new line c', 'new line d']);
    expect(view.settle()).toMatchObject({ done: true, lines: 3, scanned: 3 });
    log.write('job:old', 'job', 'line of a new time\n', 9, 9);
    expect(view.rows().map(textOf).at(-1)).toBe('line of a new time');
    expect(view.rows()).toHaveLength(4);
  });

  it.each(SPECS)('leaves none among thousands in a view of %s', (_, spec) => {
    const log = fixture();
    // More than is looked at in one go, and no two neighbours that are folded.
    const even = `line ${'even '.repeat(200)}\n`;
    const odd = `line ${'odd '.repeat(200)}\n`;
    for (let at = 1; at <= 50; at += 1) log.write('job:old', 'job', (even + odd).repeat(50), at, 1);
    for (let at = 51; at <= 100; at += 1) log.write('job:new', 'job', (even + odd).repeat(50), at, 2);
    const view = log.view(spec);
    expect(view.settle()).toMatchObject({ rows: 10_000 });
    log.forget('job:old', 'job');
    log.hear();
    expect(view.settle()).toMatchObject({ rows: 5_000, lines: 5_000, done: true });
    view.ask({ k: 'rows', from: 0, count: 1 });
    expect(view.said.at(-1)).toMatchObject({ rows: [{ stream: 'job:new/job', n: 1, at: 51 }] });
  });

  it('leaves nothing that is found', () => {
    const log = twoJobs();
    const view = log.view({ streams: ['*'] });
    view.ask({ k: 'find', pattern: { text: 'old', regex: false, case: false } });
    view.settle();
    expect(view.said.findLast(({ k }) => k === 'found')).toMatchObject({ count: 4, done: true });
    log.forget('job:old', 'job');
    log.hear();
    view.settle();
    expect(view.said.findLast(({ k }) => k === 'found')).toMatchObject({ count: 0, done: true });
  });

  it('is on no page', async () => {
    const log = twoJobs();
    log.forget('job:old', 'job');
    log.hear();
    log.write('job:old', 'job', 'again\n', 9, 9);
    const { tables, searcher } = log;
    const source = { tables, searcher, reader: createLineReader(tables), pause: async () => {} };
    const page = await readPage(source, { spec: logSpec.parse({ streams: ['job:old/*'] }), limit: 10, wait: 0 });
    expect(page.rows.map(textOf)).toEqual(['again']);
  });

  it.each(SPECS)('is gone from a view of %s as well where the folder is looked at', (_, spec) => {
    const log = twoJobs();
    log.look();
    const view = log.view(spec);
    expect(view.rows()).toHaveLength(7);
    log.forget('job:old', 'job');
    log.look();
    expect(listed(log)).toEqual([['job:new/job', 3]]);
    expect(view.rows().map(textOf)).toEqual(['new line b', 'new line c', 'new line d']);
  });

  it.each(SPECS)('is another one in a view of %s when it began again between two looks', (_, spec) => {
    const log = fixture();
    log.write('job:old', 'job', 'first line\nsecond line\n', 1, 1);
    const view = log.view(spec);
    expect(view.rows()).toHaveLength(2);
    log.forget('job:old', 'job');
    const again = log.stream('job:old', 'job');
    again.append(Buffer.from('line of a new time\n'), 2, 2);
    again.flush();
    log.look();
    expect(view.rows().map(textOf)).toEqual(['line of a new time']);
  });
});

it('loses what another host dropped, in views that find their rows in different ways', () => {
  const log = fixture({ segmentBytes: 20 });
  for (let n = 1; n <= 4; n += 1) log.write('a', 'stdout', `a line with ${'abcde'[n]}\n`, n, n);
  log.look();
  const views = SPECS.map(([, spec]) => log.view(spec));
  for (const view of views) expect(view.rows()).toHaveLength(4);
  log.stream('a', 'stdout').drop(2);
  log.look();
  for (const view of views) {
    const lines = view.rows().filter(({ kind }) => kind === 'line');
    expect(lines.map(textOf)).toEqual(['a line with d', 'a line with e']);
  }
});

it('asks nothing of a view that does not show a stream that begins', () => {
  const log = fixture();
  log.write('a', 'stdout', 'one\n');
  const [view, all] = [log.view({ streams: ['a/*'] }), log.view({ streams: ['*'] })];
  for (const one of [view, all]) one.settle();
  const said = [view, all].map((one) => one.said.length);
  log.write('b', 'stdout', 'two\n');
  for (const one of [view, all]) one.settle();
  expect(view.said).toHaveLength(said[0] ?? 0);
  expect(all.settle().rows).toBe(2);
});
