import { createHash } from 'node:crypto';
import { canonical } from '../../../shared/canonical.ts';
import type { RunFacts } from '../../../shared/run-facts.ts';
import type { StartFacts } from './component.ts';
import type { Slot } from './slot.ts';

/** How a run is told what it was started with: in full, or by the run of the same component that was told the same. */
export type ToldFacts = { readonly facts: RunFacts } | { readonly factsOf: string };

/** Tells facts in full once, and by reference while they stay the same: a program that crashes all day says them once. */
export function toldOnce(slot: Slot, run: string, given: StartFacts & Pick<RunFacts, 'references'>): ToldFacts {
  const { cwd, files, env, references } = given;
  const facts: RunFacts = { cwd, files: [...files], env: { ...env }, references: [...references] };
  const text = createHash('sha256').update(canonical(facts)).digest('hex');
  if (slot.toldFacts?.text === text) return { factsOf: slot.toldFacts.run };
  slot.toldFacts = { text, run };
  return { facts };
}
