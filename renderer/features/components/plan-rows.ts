import type { ComponentState } from '../../../shared/component-state.ts';
import type { PlanStep } from '../../../shared/events/component.ts';
import { aboutWords, type PlannedStep } from './plan-time.ts';

/** One component of a plan, in the order in which its turn comes. */
export interface PlanRow {
  readonly name: string;
  /** From 1; those that may go at once share it. */
  readonly order: number;
  readonly words: string;
  /** What it is before the plan begins. */
  readonly from: ComponentState;
  /** How long its start took before, in words; empty where nothing is known or nothing starts. */
  readonly time: string;
}

const WORDS = { start: 'start', stop: 'stop', both: 'stop, then start' } as const;

/** A plan by component: where each is numbered by the last thing that is done to it. */
export function planRows(steps: readonly PlannedStep[]): PlanRow[] {
  const known = new Map<string, { level: number; words: keyof typeof WORDS; from: ComponentState; time: string }>();
  for (const { name, act, level, from, estimate } of steps) {
    const before = known.get(name);
    known.set(name, {
      level,
      words: before && before.words !== act ? 'both' : act,
      from: before?.from ?? from,
      time: estimate ? aboutWords(estimate.ms) : (before?.time ?? ''),
    });
  }
  const levels = [...new Set([...known.values()].map(({ level }) => level))].sort((one, other) => one - other);
  return [...known]
    .map(([name, { level, words, from, time }]) => ({
      name,
      order: levels.indexOf(level) + 1,
      words: WORDS[words],
      from,
      time,
    }))
    .sort((one, other) => one.order - other.order);
}

/** How many components a plan touches. */
export function planCount(steps: readonly PlanStep[]): number {
  return new Set(steps.map(({ name }) => name)).size;
}
