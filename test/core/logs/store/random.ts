import type { Random } from '../../../proof/random.ts';

/** A seed of this run: given by SIGNALBOX_TEST_SEED, else another one each time. A test that fails must say it. */
export function seedOfRun(): number {
  const given = process.env['SIGNALBOX_TEST_SEED'];
  return given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}

/** How often something random is tried: more when there is time for it. */
export function tries(short: number, long: number): number {
  return process.env['SIGNALBOX_TEST_LONG'] ? long : short;
}

/** Cuts bytes into pieces at random places. */
export function cutUp(random: Random, bytes: Uint8Array, longest: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + random.below(longest);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
