import { OTHER_LANES } from '../../../../shared/timeline.ts';

/** The lanes in the order they stand: kinds by name, then what is not about one definition. */
export function laneOrder(kinds: readonly string[], marked: readonly string[]): string[] {
  const others: readonly string[] = OTHER_LANES;
  const named = new Set([...kinds, ...marked.filter((lane) => !others.includes(lane))]);
  return [...[...named].sort(), ...others.filter((lane) => marked.includes(lane))];
}
