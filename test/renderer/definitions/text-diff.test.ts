import { describe, expect, it } from 'vitest';
import { fromEditorText, lineEndsOf, toEditorText } from '../../../renderer/features/definitions/line-ends.ts';
import { diffLines, hunksOf } from '../../../renderer/features/definitions/text-diff.ts';

function shown(before: string, after: string): string[] {
  return diffLines(before, after).map((line) => `${line.sign}${line.text}`);
}

describe('text diff', () => {
  it('lines up what stayed and tells what went and came', () => {
    expect(shown('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual([' a', '-b', '+B', ' c', '+d']);
  });

  it('numbers the lines of each side', () => {
    expect(diffLines('a\nb\n', 'x\na\nb\n').map((line) => [line.oldLine, line.newLine])).toEqual([
      [null, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  it('says nothing of equal texts and everything of an empty side', () => {
    expect(hunksOf(diffLines('a\nb\n', 'a\nb\n'))).toEqual([]);
    expect(shown('', 'a\n')).toEqual(['+a']);
    expect(shown('a\n', '')).toEqual(['-a']);
  });

  it('turns the old text into the new one, whatever the two are', () => {
    let seed = 7;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed;
    };
    for (let round = 0; round < 200; round += 1) {
      const make = (): string => Array.from({ length: random() % 12 }, () => 'abcd'[random() % 4]).join('\n');
      const before = make();
      const after = make();
      const lines = diffLines(before, after);
      expect(
        lines
          .filter((line) => line.sign !== '+')
          .map((line) => line.text)
          .join('\n'),
      ).toBe(before);
      expect(
        lines
          .filter((line) => line.sign !== '-')
          .map((line) => line.text)
          .join('\n'),
      ).toBe(after);
    }
  });

  it('keeps three lines around a change and counts what it leaves out', () => {
    const before = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const after = before.with(5, 'x').with(30, 'y');
    const hunks = hunksOf(diffLines(before.join('\n'), after.join('\n')));
    expect(hunks.map((hunk) => [hunk.skipped, hunk.lines.length])).toEqual([
      [2, 8],
      [18, 8],
    ]);
  });

  it('gives up lining up very large changes but stays true', () => {
    const before = Array.from({ length: 3_000 }, (_, index) => `old ${index}`).join('\n');
    const after = Array.from({ length: 3_000 }, (_, index) => `new ${index}`).join('\n');
    const lines = diffLines(before, after);
    expect(lines).toHaveLength(6_000);
    expect(lines[0]?.sign).toBe('-');
    expect(lines.at(-1)?.sign).toBe('+');
  });
});

describe('line ends', () => {
  it('puts back the line ends of Windows that an editor box drops', () => {
    const file = 'a: 1\r\nb: 2\r\n';
    expect(lineEndsOf(file)).toBe('crlf');
    expect(toEditorText(file)).toBe('a: 1\nb: 2\n');
    expect(fromEditorText(toEditorText(file), lineEndsOf(file))).toBe(file);
  });

  it('tells plain and mixed line ends', () => {
    expect(lineEndsOf('a\nb')).toBe('lf');
    expect(lineEndsOf('')).toBe('lf');
    expect(lineEndsOf('a\r\nb\n')).toBe('mixed');
    expect(lineEndsOf('a\rb')).toBe('mixed');
  });
});
