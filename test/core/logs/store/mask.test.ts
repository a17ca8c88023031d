import { expect, it } from 'vitest';
import { createMaskStream } from '../../../../electron/core/logs/mask-stream.ts';
import { type MaskTable, maskTable } from '../../../../electron/core/logs/mask-table.ts';
import { createRandom, type Random } from '../../../proof/random.ts';
import { cutUp, seedOfRun, tries } from './random.ts';

const SEED = seedOfRun();

function table(values: readonly string[]): MaskTable | null {
  return maskTable(values.map((value) => ({ value: Buffer.from(value), stamp: Buffer.from(stampOf(value)) })));
}

/** Bytes that occur in no secret of these tests. */
function stampOf(value: string): string {
  return `<${value.length}:${Buffer.from(value).toString('hex').slice(-4).toUpperCase()}>`;
}

/** The same, done the simple way: the first place first, and the longest secret there. */
function naive(text: Buffer, values: readonly string[]): string {
  const secrets = values.map((value) => Buffer.from(value)).sort((one, other) => other.length - one.length);
  const out: Buffer[] = [];
  for (let at = 0; at < text.length; ) {
    const found = secrets.find((value) => text.subarray(at, at + value.length).equals(value));
    out.push(found ? Buffer.from(stampOf(found.toString())) : text.subarray(at, at + 1));
    at += found?.length ?? 1;
  }
  return Buffer.concat(out).toString('latin1');
}

function masked(pieces: readonly Uint8Array[], values: readonly string[]): string {
  const stream = createMaskStream();
  const known = table(values);
  const out: Buffer[] = [];
  for (const piece of pieces) {
    // As in the writer, the chunk is filled again after it was taken.
    const chunk = Uint8Array.from(piece);
    out.push(...stream.push(chunk, known).map((one) => Buffer.from(one)));
    chunk.fill(0);
  }
  out.push(...stream.end(known).map((one) => Buffer.from(one)));
  return Buffer.concat(out).toString('latin1');
}

function word(random: Random, letters: string, length: number): string {
  return Array.from({ length }, () => random.pick([...letters])).join('');
}

it(`hides the same, however the bytes are cut (seed ${SEED})`, () => {
  const random = createRandom(SEED);
  for (let round = 0; round < tries(400, 40_000); round += 1) {
    // Few letters, so that secrets overlap each other and begin everywhere.
    const letters = random.pick(['ab', 'abc\n', 'abcdefghij', 'aé•']);
    const values = [
      ...new Set(Array.from({ length: 1 + random.below(6) }, () => word(random, letters, 6 + random.below(8)))),
    ];
    const parts = Array.from({ length: random.below(30) }, () =>
      random.chance(0.4) ? random.pick(values) : word(random, letters, random.below(12)),
    );
    const text = Buffer.from(parts.join(''));
    const pieces = cutUp(random, text, random.pick([1, 3, 10, 1_000]));
    expect(masked(pieces, values), `round ${round}: ${JSON.stringify({ values, text: text.toString() })}`).toBe(
      naive(text, values),
    );
  }
}, 600_000);

it('keeps back only what may be the beginning of a secret', () => {
  const known = table(['sesame-open']);
  const stream = createMaskStream();
  const given = (text: string) =>
    stream
      .push(Buffer.from(text), known)
      .map((one) => Buffer.from(one).toString())
      .join('');
  expect(given('nothing here')).toBe('nothing here');
  expect(stream.holds).toBe(false);
  expect(given('tell ses')).toBe('tell ');
  expect(stream.holds).toBe(true);
  expect(given('ame')).toBe('');
  expect(given('!')).toBe('sesame!');
  expect(stream.holds).toBe(false);
});

it('hides the rest of a secret whose beginning was given out because nothing came for long', () => {
  const known = table(['sesame-open', 'sesame-open-the-door']);
  const stream = createMaskStream();
  const said: Uint8Array[] = [];
  said.push(...stream.push(Buffer.from('it is ses'), known));
  said.push(...stream.release(known));
  expect(stream.holds).toBe(false);
  said.push(...stream.push(Buffer.from('ame-open'), known));
  said.push(...stream.release(known));
  said.push(...stream.push(Buffer.from(' or sesame-o'), known), ...stream.end(known));
  expect(Buffer.concat(said).toString()).toBe(`it is ses${stampOf('sesame-open')} or sesame-o`);
});

it('finds each of thousands of secrets, and nothing in random bytes', () => {
  const values = Array.from({ length: 5_000 }, (_, index) => `secret-${index}-${(index * 7_919) % 10_007}`);
  const random = createRandom(1);
  for (let round = 0; round < 20; round += 1) {
    const value = random.pick(values);
    expect(masked([Buffer.from(`a ${value} b`)], [...values])).toBe(naive(Buffer.from(`a ${value} b`), values));
  }
  const noise = Buffer.from(Array.from({ length: 100_000 }, () => random.below(256)));
  expect(masked([noise], values)).toBe(noise.toString('latin1'));
});
