import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const css = readFileSync(path.resolve('renderer/styles/tokens.css'), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)].map((match) => [
    match[1],
    [match[2], match[3]],
  ]),
);

function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(front: string, back: string, theme: 0 | 1): number {
  const [light, dark] = [luminance(tokens.get(front)![theme]!), luminance(tokens.get(back)![theme]!)].sort(
    (a, b) => b - a,
  );
  return (light! + 0.05) / (dark! + 0.05);
}

const SURFACES = ['bg', 'bg-chrome', 'bg-inset', 'bg-pop', 'bg-hover', 'bg-active', 'accent-select'];
const TEXTS = [
  ...['ink', 'ink-soft', 'ink-faint', 'accent', 'ok', 'warn', 'bad', 'progress', 'idle'],
  ...['ansi-blue', 'ansi-magenta'],
];

test.each([0, 1] as const)('every text can be read on every surface, theme %i', (theme) => {
  for (const text of TEXTS) {
    for (const surface of SURFACES)
      expect(contrast(text, surface, theme), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
  }
});

test.each([0, 1] as const)('every tint carries its own text, and the filled button its words, theme %i', (theme) => {
  const pairs = [
    ['ok', 'ok-tint'],
    ['warn', 'warn-tint'],
    ['bad', 'bad-tint'],
    ['progress', 'progress-tint'],
    ['mark-ink', 'mark'],
    ['accent-on', 'accent-fill'],
    ['ink', 'warn-tint'],
    ['ink', 'bad-tint'],
    ['ink-faint', 'warn-tint'],
    // Lines at level error are tinted, whatever colours they have.
    ['ink-soft', 'bad-tint'],
    ['ink-faint', 'bad-tint'],
    ['ok', 'bad-tint'],
    ['warn', 'bad-tint'],
    ['progress', 'bad-tint'],
    ['ansi-blue', 'bad-tint'],
    ['ansi-magenta', 'bad-tint'],
  ] as const;
  for (const [front, back] of pairs)
    expect(contrast(front, back, theme), `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
});

test.each([0, 1] as const)('focus rings and edges of controls stand out, theme %i', (theme) => {
  for (const surface of ['bg', 'bg-chrome', 'bg-pop']) {
    expect(contrast('accent-ring', surface, theme)).toBeGreaterThanOrEqual(3);
    expect(contrast('line-control', surface, theme)).toBeGreaterThanOrEqual(3);
  }
});
