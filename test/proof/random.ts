/** Chance that is the same in every run with the same seed. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  /** True this often, as a share of 1. */
  chance(share: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(from: readonly T[]): T;
  /** Up to `count` of a list, in a random order. */
  some<T>(from: readonly T[], count: number): T[];
}

/** Makes a source of chance (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const random: Random = {
    below: (below) => Math.floor(next() * below),
    chance: (share) => next() < share,
    pick: <T>(from: readonly T[]) => from[random.below(from.length)] as T,
    some<T>(from: readonly T[], count: number) {
      const left = [...from];
      const chosen: T[] = [];
      while (chosen.length < count && left.length > 0) chosen.push(...left.splice(random.below(left.length), 1));
      return chosen;
    },
  };
  return random;
}
