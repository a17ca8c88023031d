import { describe, expect, it } from 'vitest';
import { lineText } from '../../electron/core/logs/line-text.ts';
import { logJson, logLine, safeText } from '../../electron/headless/log-line.ts';
import { momentOf, specOf } from '../../electron/headless/log-query.ts';
import type { Args } from '../../electron/headless/words/word.ts';
import type { LogStreamFacts } from '../../shared/actions/log.ts';
import type { LogLineRow } from '../../shared/log.ts';
import { seedOfRun, tries } from '../core/logs/store/random.ts';
import { createRandom } from '../proof/random.ts';

const row = (text: string): LogLineRow => ({
  ...{ kind: 'line', stream: 'component:api/stdout', n: 1, at: 0, seq: 1, run: null, level: 'info' },
  ...{ text, bytes: Buffer.byteLength(text) },
});

/** What is left of a printed line when colours are taken out of it. */
const withoutColours = (text: string) => text.replace(/\x1b\[[\d;:]*m/g, '');
const HARMLESS = /^[^\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$/;

describe('a line on a terminal', () => {
  it('has its colours, ended behind it, and nothing else that a terminal would obey', () => {
    const text = 'a\x1b[31mred\x1b[2J\x1b]0;title\x07\x1b[5Ab\x1bc\x9b2Jd\x07';
    expect(safeText(text, true)).toBe('a\x1b[31mredb\ufffd2Jd\u2407\x1b[0m');
    expect(safeText(text, false)).toBe('aredb\ufffd2Jd\u2407');
    expect(safeText('tab\tstays', false)).toBe('tab\tstays');
  });

  it('is harmless whatever bytes a process writes', () => {
    const seed = seedOfRun();
    const random = createRandom(seed);
    const parts = [
      '\x1b',
      '[',
      ']',
      '0;',
      '31m',
      '\x07',
      '\x9b',
      'm',
      'A',
      '\\',
      'P',
      '\u202e',
      '\u2028',
      ' ',
      '<b>',
      '\x00',
      '\r',
      '\n',
    ];
    for (let round = 0; round < tries(5_000, 500_000); round += 1) {
      const text = Array.from({ length: random.below(20) }, () => random.pick(parts)).join('');
      const what = `SIGNALBOX_TEST_SEED=${seed} ${JSON.stringify(text)}`;
      expect(safeText(text, false), what).toMatch(HARMLESS);
      expect(withoutColours(safeText(text, true)), what).toMatch(HARMLESS);
      expect(logLine(row(text), true, false).slice(0, -1), what).toMatch(HARMLESS);
      const json = logJson(row(text));
      expect(json.slice(0, -1), what).toMatch(HARMLESS);
      expect(JSON.parse(json), what).toEqual(row(text));
    }
  });

  it('says when it stands for several, and when it is longer than shown', () => {
    expect(logLine({ ...row('again'), count: 37 }, false, false)).toMatch(/ {2}again {2}\(×37\)\n$/);
    expect(logLine({ ...row('long'), bytes: 100_000 }, false, false)).toMatch(/ {2}long …\n$/);
  });

  it('says so of none that is shown whole, a progress bar that was drawn over and over included', () => {
    const shown = (bytes: Uint8Array) => {
      const { text } = lineText(bytes, null);
      return logLine({ ...row(text), bytes: bytes.length }, false, false);
    };
    expect(shown(Buffer.from('10%\r20%\r100% done'))).toMatch(/ {2}100% done\n$/);
    expect(shown(Buffer.from('ended as on another system\r\r\r\r'))).toMatch(/ {2}ended as on another system\n$/);
    expect(shown(Buffer.from('x'.repeat(20_000)))).toMatch(/x …\n$/);
    expect(shown(Buffer.concat([Buffer.alloc(20_000, 'x'), Buffer.of(0xff)]))).toMatch(/x …\n$/);
  });
});

describe('the arguments of logs', () => {
  const stream = (item: string, channel: 'stdout' | 'stderr'): LogStreamFacts => ({
    ...{
      stream: `${item}/${channel}`,
      item,
      channel,
      first: 1,
      last: 2,
      bytes: 3,
      from: 0,
      until: 1,
      dropped: 0,
      live: true,
    },
  });
  const all = [stream('component:api', 'stdout'), stream('component:api', 'stderr'), stream('component:web', 'stdout')];
  const args = (operands: string[], options: Record<string, string | string[]> = {}): Args => ({
    operands,
    has: () => false,
    text: (name) => (typeof options[name] === 'string' ? options[name] : undefined),
    texts: (name) => (Array.isArray(options[name]) ? options[name] : []),
  });

  it('name a stream, an item or a component', () => {
    expect(specOf(args(['component:api/stderr']), all, 0).streams).toEqual(['component:api/stderr']);
    expect(specOf(args(['component:api']), all, 0).streams).toHaveLength(2);
    expect(specOf(args(['api']), all, 0).streams).toHaveLength(2);
    expect(specOf(args(['api/stdout']), all, 0).streams).toEqual(['component:api/stdout']);
    expect(specOf(args([]), all, 0).streams).toEqual(['*']);
    expect(() => specOf(args(['nope']), all, 0)).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', hint: expect.stringContaining('component:web/stdout') }),
    );
  });

  it('take times, levels, runs and expressions', () => {
    expect(momentOf('10m', 1_000_000)).toBe(400_000);
    expect(momentOf('2026-11-21T10:00:00Z', 0)).toBe(Date.UTC(2026, 10, 21, 10));
    for (const bad of ['soon', '10', '1 hour', '2026-99-99', '']) expect(() => momentOf(bad, 0)).toThrow('--since');
    const spec = specOf(args([], { level: 'warn', run: '7', grep: ['Err', 'no\\S'], exclude: ['x'] }), all, 0);
    expect(spec).toMatchObject({ levels: ['warn', 'error'], runs: ['#7'] });
    expect(spec.include).toEqual([
      { text: 'Err', regex: true, case: true },
      { text: 'no\\S', regex: true, case: false },
    ]);
    expect(() => specOf(args([], { level: 'loud' }), all, 0)).toThrow('--level');
    expect(() => specOf(args([], { run: 'last' }), all, 0)).toThrow('--run');
  });
});
