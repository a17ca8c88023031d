import { describe, expect, it } from 'vitest';
import { plainText } from '../../../../electron/core/logs/line-plain.ts';
import { lineText } from '../../../../electron/core/logs/line-text.ts';
import { templateOf, templateText } from '../../../../electron/core/logs/template.ts';
import { LINE_SHOWN_BYTES } from '../../../../shared/log.ts';
import { createRandom } from '../../../proof/random.ts';
import { seedOfRun } from '../store/random.ts';

const text = (line: string | Uint8Array) => lineText(Buffer.from(line), null);

describe('what is shown of a line', () => {
  it('has no carriage return of its end, and of a progress bar the last state that says something', () => {
    expect(text('hello\r').text).toBe('hello');
    expect(text('10%\r20%\r100%').text).toBe('100%');
    expect(text('10%\r20%\r\r').text).toBe('20%');
    expect(text('\r\r').text).toBe('');
    expect(text('\rone').text).toBe('one');
  });

  it('is of any bytes what stands behind the last carriage return that something follows', () => {
    const seed = seedOfRun();
    const random = createRandom(seed);
    for (let round = 0; round < 2_000; round += 1) {
      const line = Array.from({ length: random.below(9) }, () => random.pick(['a', 'b', '\r'])).join('');
      const wanted = line.replace(/\r+$/, '').split('\r').at(-1);
      expect(text(line).text, `SIGNALBOX_TEST_SEED=${seed} ${JSON.stringify(line)}`).toBe(wanted);
    }
  });

  it('keeps colours, and says of bytes that are no text that they are none', () => {
    expect(text('\x1b[31mred\x1b[0m')).toEqual({ text: '\x1b[31mred\x1b[0m', binary: false });
    expect(text(Buffer.from([0x61, 0xc3])).binary).toBe(true);
    expect(text(Buffer.from([0x61, 0xc3])).text).toBe('a\ufffd');
    expect(text('a\0b').binary).toBe(true);
    expect(text('tab\tand bell\x07').binary).toBe(false);
  });

  it('is cut at a bound, never within a character', () => {
    for (const letter of ['a', 'é', '✓', '😀']) {
      for (const shift of ['', 'x', 'xy', 'xyz']) {
        const shown = text(shift + letter.repeat(LINE_SHOWN_BYTES));
        expect(shown.binary).toBe(false);
        expect(Buffer.byteLength(shown.text)).toBeLessThanOrEqual(LINE_SHOWN_BYTES);
        expect(Buffer.byteLength(shown.text)).toBeGreaterThan(LINE_SHOWN_BYTES - 4);
      }
    }
  });

  it('takes a long progress bar from the end of the line', () => {
    const tail = Buffer.from('98%\r99%\rdone');
    expect(lineText(Buffer.from('1%\r2%\r'), tail).text).toBe('done');
  });
});

describe('a template', () => {
  it.each([
    ['GET /users/17 200 in 3 ms', 'GET /users/18 404 in 41.5 ms'],
    ['2026-01-01T00:00:00.123Z started', '2027-11-21T10:20:30.999Z started'],
    ['id 3f2504e0-4f89-11d3-9a0c-0305e82c3301', 'id 6f9619ff-8b86-d011-b42d-00c04fc964ff'],
    ['commit a3f9c21', 'commit 9b8d7e6f5a'],
    ['at 0xdeadbeef', 'at 0x1'],
    ['open "a.txt" failed', 'open "b/c.txt" failed'],
    ["no such table 'x'", "no such table 'yz'"],
    ['\x1b[32mok\x1b[0m 1', 'ok 2'],
  ])('is the same for %s and %s', (one, other) => {
    expect(templateText(one)).toBe(templateText(other));
    expect(templateOf(one)).toBe(templateOf(other));
  });

  it('differs where words do', () => {
    const lines = ['started 1', 'stopped 1', 'started', 'GET /a 1', 'GET /b 1', "don't 1 won't", ''];
    expect(new Set(lines.map(templateOf)).size).toBe(lines.length);
    expect(lines.map(templateOf).every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(true);
  });

  it('has few equals by chance', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const words = Array.from({ length: 26 ** 3 }, (_, index) =>
      [index % 26, Math.floor(index / 26) % 26, Math.floor(index / 676)].map((at) => letters[at]).join('-'),
    );
    expect(new Set(words.map(templateOf)).size).toBe(words.length);
  });
});

describe('a text without terminal sequences', () => {
  it('has none of them left, also of those that never end', () => {
    expect(plainText('a\x1b[2Jb\x1b]0;title\x07c\x1b]8;;http://x\x1b\\d\x1b(Be\x1b[38;2;1;2;3mf\x1b')).toBe('abcdef');
    expect(plainText('\x1b]0;never ends')).toBe('');
    expect(plainText('plain')).toBe('plain');
  });
});
