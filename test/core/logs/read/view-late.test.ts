import { expect, it } from 'vitest';
import type { LogRow } from '../../../../shared/log.ts';
import { fixture } from './fixture.ts';

const wordOf = (row: LogRow) =>
  row.kind === 'mark' ? row.what.is : row.count === undefined ? row.text : `${row.text} ×${row.count}`;

it('numbers rows anew when lines are told late that go on with an entry of before', () => {
  const log = fixture();
  const [one, other] = [log.stream('a', 'stdout'), log.stream('b', 'stdout')];
  one.append(Buffer.from('first\n'), 1, 1);
  one.flush();
  log.hear();
  // In the same moment: no entry of its own.
  one.append(Buffer.from('second\n'), 1, 1);
  other.append(Buffer.from('third\n'), 1, 1);
  other.flush();
  log.hear();
  const view = log.view({ streams: ['*'] });
  expect(view.rows().map(wordOf)).toEqual(['first', 'third']);
  const { generation } = view.settle();
  one.flush();
  log.hear();
  expect(view.rows().map(wordOf)).toEqual(['first', 'second', 'third']);
  expect(view.settle().generation).toBeGreaterThan(generation);
});

it('keeps the numbers when lines come at the end', () => {
  const log = fixture();
  log.write('a', 'stdout', 'first\n');
  const view = log.view({ streams: ['*'] });
  view.rows();
  const { generation } = view.settle();
  log.write('a', 'stdout', 'second\n');
  log.write('b', 'stdout', 'third');
  log.write('b', 'stdout', ', and its end\n');
  expect(view.rows().map(wordOf)).toEqual(['first', 'second', 'third, and its end']);
  expect(view.settle().generation).toBe(generation);
});

it('parts lines that were folded when a ruler between them is told late', () => {
  const log = fixture();
  const [one, other] = [log.stream('a', 'stdout'), log.stream('b', 'stdout')];
  one.append(Buffer.from('beat 1\n'), 1, 1);
  other.mark({ at: 1, seq: 1, run: null, what: { is: 'held-back', ms: 3 } });
  one.append(Buffer.from('beat 2\n'), 2, 1);
  one.flush();
  log.hear();
  const view = log.view({ streams: ['*'], fold: true });
  expect(view.rows().map(wordOf)).toEqual(['beat 2 ×2']);
  other.flush();
  log.hear();
  expect(view.rows().map(wordOf)).toEqual(['beat 1', 'held-back', 'beat 2']);
});
