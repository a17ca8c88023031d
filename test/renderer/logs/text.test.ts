import { describe, expect, it } from 'vitest';
import type { LogLook } from '../../../renderer/features/logs/list/look.ts';
import { drawRow } from '../../../renderer/features/logs/list/row-element.ts';
import { spansOf } from '../../../renderer/features/logs/text/ansi-spans.ts';
import { jsonIn, jsonText } from '../../../renderer/features/logs/text/json-text.ts';
import { likeThis } from '../../../renderer/features/logs/text/like-this.ts';
import { matcherOf, patternError, withMarks } from '../../../renderer/features/logs/text/match-marks.ts';
import { exportLine, itemWord, markText, streamWord } from '../../../renderer/features/logs/text/row-text.ts';
import { colouredText, plainText } from '../../../renderer/features/logs/text/shown-text.ts';
import { seedOfRun, tries } from '../../core/logs/store/random.ts';
import { createRandom } from '../../proof/random.ts';
import { line, mark } from './rows.ts';

const ESC = '\x1b';
const SEED = seedOfRun();
/** Elements that a row is drawn with. */
const DRAWN = new Set(['span', 'mark', 'button', 'div', 'b', 'i']);

describe('a line made harmless', () => {
  it.each([
    ['colours stay', `${ESC}[1;31mred${ESC}[0m`, `${ESC}[1;31mred${ESC}[0m`],
    ['cursor moves and erasures do nothing', `a${ESC}[2J${ESC}[10;3Hb`, 'ab'],
    ['a title of the terminal is not set', `a${ESC}]0;owned\x07b`, 'ab'],
    ['a hyperlink is its text', `${ESC}]8;;http://x${ESC}\\text${ESC}]8;;${ESC}\\`, 'text'],
    ['a device control string is left out', `a${ESC}P+q544e${ESC}\\b`, 'ab'],
    ['a string without an end takes the rest with it', `a${ESC}]52;c;aGVsbG8`, 'a'],
    ['sequences of one byte for their beginning too', 'a\x9b31mb\x9d0;x\x07c', 'abc'],
    ['a question mark makes it no colour', `a${ESC}[?25lb`, 'ab'],
    ['a reset of the terminal does nothing', `a${ESC}cb`, 'ab'],
    ['bells, nulls and backspaces are signs', 'a\x07\x00\x08b', 'a␇␀␈b'],
    ['a carriage return is a sign, a tab a tab', 'a\rb\tc', 'a␍b\tc'],
    ['a bare escape at the end is a sign', `a${ESC}`, 'a␛'],
    ['marks that turn the text around are signs', 'a\u202eb\u2066c', 'a␦b␦c'],
    ['HTML is text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('%s', (_, raw, shown) => {
    expect(colouredText(raw)).toBe(shown);
  });

  it(`does nothing and holds no control character, whatever the bytes (seed ${SEED})`, () => {
    const random = createRandom(SEED);
    const parts = [
      ESC,
      `${ESC}[`,
      `${ESC}]8;;`,
      '\x9b',
      '\x9d',
      '\x07',
      ';',
      'm',
      '31',
      '<img src=x onerror=x()>',
      '{"a":1}',
    ];
    const bytes = () => Buffer.from(Array.from({ length: random.below(12) }, () => random.below(256))).toString();
    const element = document.createElement('div');
    const look: LogLook = { time: 'absolute', wrap: false, names: true, matcher: null, foldedRuns: new Set() };
    for (let round = 0; round < tries(400, 20_000); round += 1) {
      const raw = Array.from({ length: random.below(30) }, () =>
        random.chance(0.6)
          ? random.pick(parts)
          : random.chance(0.5)
            ? bytes()
            : String.fromCharCode(random.below(0x2100)),
      ).join('');
      const where = `round ${round}: ${JSON.stringify(raw)}`;
      const plain = plainText(raw);
      expect(plain, where).not.toMatch(/[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      const spans = spansOf(raw);
      expect(spans.map((span) => span.text).join(''), where).toBe(plain);
      drawRow(element, line(1, raw), { look, now: 0, opened: false });
      expect(element.querySelector('[data-body]')?.textContent, where).toBe(plain);
      expect(
        [...element.querySelectorAll('*')].filter((one) => !DRAWN.has(one.localName)),
        where,
      ).toEqual([]);
    }
  }, 600_000);
});

describe('colours', () => {
  const only = (raw: string) => spansOf(raw).map(({ text, tone, back, style }) => [text, tone, back, style.join(' ')]);

  it('are tokens, whichever way they are given', () => {
    expect(only(`a${ESC}[31mb${ESC}[92mc${ESC}[39md`)).toEqual([
      ['a', null, null, ''],
      ['b', 'red', null, ''],
      ['c', 'green', null, ''],
      ['d', null, null, ''],
    ]);
    expect(only(`${ESC}[38;5;196mx${ESC}[38;2;20;60;230my${ESC}[38;5;240mz${ESC}[38;5;255mw`)).toEqual([
      ['x', 'red', null, ''],
      ['y', 'blue', null, ''],
      ['z', 'faint', null, ''],
      ['w', null, null, ''],
    ]);
  });

  it('of the background and reversed ones too, and styles', () => {
    expect(only(`${ESC}[44mx${ESC}[0m${ESC}[1;3;4;9my`)).toEqual([
      ['x', null, 'blue', ''],
      ['y', null, null, 'bold italic underline strike'],
    ]);
    expect(only(`${ESC}[31;7mx`)).toEqual([['x', 'faint', 'red', '']]);
  });

  it('never hide what was written', () => {
    expect(only(`${ESC}[8msecret plan`)).toEqual([['secret plan', null, null, 'faint']]);
  });
});

describe('matches', () => {
  it('are found as text or as an expression, with or without case', () => {
    const ranges = (text: string, regex: boolean, cased: boolean, of: string) =>
      matcherOf({ text, regex, case: cased })?.(of);
    expect(ranges('a.', false, false, 'A. ab a.')).toEqual([
      [0, 2],
      [6, 8],
    ]);
    expect(ranges('a.', true, true, 'A. ab a.')).toEqual([
      [3, 5],
      [6, 8],
    ]);
    expect(ranges('x*', true, false, 'abc')).toEqual([]);
    expect(ranges('[', false, false, 'a[0]')).toEqual([[1, 2]]);
  });

  it('of an expression that cannot be read are none, and the reason is said', () => {
    expect(matcherOf({ text: '(', regex: true, case: false })).toBeNull();
    expect(patternError({ text: '(', regex: true })).toBe('Unterminated group');
    expect(patternError({ text: '(', regex: false })).toBeNull();
  });

  it('are cut out of coloured pieces without losing a character', () => {
    const spans = spansOf(`ab${ESC}[31mcd${ESC}[0mef`);
    const marked = withMarks(spans, [
      [1, 3],
      [5, 6],
    ]);
    expect(marked.map(({ text, marked: isIn, tone }) => [text, isIn, tone])).toEqual([
      ['a', false, null],
      ['b', true, null],
      ['c', true, 'red'],
      ['d', false, 'red'],
      ['e', false, null],
      ['f', true, null],
    ]);
  });
});

describe('JSON in a line', () => {
  it('is found alone or behind a prefix, and never in a sentence', () => {
    expect(jsonIn('{"a":1}')).toEqual({ a: 1 });
    expect(jsonIn('2026 INFO payload={"a":[1]}')).toEqual({ a: [1] });
    expect(jsonIn('[1,2]')).toEqual([1, 2]);
    expect(jsonIn('a set {x}')).toBeNull();
    expect(jsonIn('42')).toBeNull();
    expect(jsonIn('{"a":')).toBeNull();
  });

  it('is formatted, as far as it can be shown below a row', () => {
    expect(jsonText({ a: 1 })).toEqual({ lines: ['{', '  "a": 1', '}'], more: 0 });
    expect(jsonText(Array.from({ length: 500 }, () => 1)).more).toBe(302);
  });
});

describe('lines like one', () => {
  it('differ only in numbers, times and ids', () => {
    const pattern = likeThis('GET /health 200 in 4.2ms id=9f8e7d6c5b4a');
    expect(pattern?.regex).toBe(true);
    const matches = matcherOf(pattern!);
    expect(matches?.('GET /health 503 in 12.9ms id=00aa11bb22cc')).toHaveLength(1);
    expect(matches?.('GET /users 200 in 4.2ms id=9f8e7d6c5b4a')).toHaveLength(0);
  });

  it('are the same text where nothing changes, and none without words', () => {
    expect(likeThis('listening')).toEqual({ text: 'listening', regex: false, case: true });
    expect(likeThis('12 34')).toBeNull();
  });
});

describe('words of rows', () => {
  it('name streams, rulers and exported lines', () => {
    expect(streamWord('component:api/stderr')).toBe('api stderr');
    expect(streamWord('signalbox/own')).toBe('Signalbox');
    expect(itemWord('component:api')).toBe('api');
    expect(itemWord('job:j1')).toBe('job j1');
    expect(markText({ is: 'run-started', number: 7, after: 'reload #42' })).toBe('run 7, after reload #42');
    expect(markText({ is: 'run-ended', number: 7, words: 'exit code 1', healthy: false })).toBe(
      'run 7 ended, exit code 1',
    );
    expect(markText({ is: 'rotated', lines: 1_200, bytes: 4_194_304 })).toMatch(/older lines dropped, 4.0 MiB/);
    expect(markText({ is: 'lost', lines: 2, bytes: 10, why: 'disk full' })).toMatch(/could not be stored/);
    expect(exportLine(line(1, `${ESC}[31mx`, { level: 'warn', count: 3 }))).toBe(
      '2023-11-14T22:13:20.001Z api stdout warn ×3 x',
    );
    expect(exportLine(mark({ is: 'held-back', ms: 300 }))).toMatch(/--- api stdout: held back for 300 ms/);
  });
});
