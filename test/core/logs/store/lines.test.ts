import { expect, it } from 'vitest';
import { countLineEnds } from '../../../../electron/core/logs/segments-lines.ts';
import { createRandom } from '../../../proof/random.ts';
import { seedOfRun } from './random.ts';

it('counts line ends wherever the bytes begin and end, and whatever else they are', () => {
  const random = createRandom(seedOfRun());
  for (let round = 0; round < 300; round += 1) {
    const bytes = Uint8Array.from({ length: random.below(5_000) }, () =>
      random.pick([10, 10, 0, 9, 11, 138, 255, 128, random.below(256)]),
    );
    const from = random.below(bytes.length + 1);
    const to = from + random.below(bytes.length - from + 1);
    const plain = bytes.slice(from, to).filter((byte) => byte === 10).length;
    expect(countLineEnds(bytes, from, to)).toBe(plain);
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    expect(countLineEnds(shifted, from, to)).toBe(plain);
  }
});
