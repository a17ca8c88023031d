import { splitDefinitionId } from '../../../shared/definition-id.ts';
import type { BatchItem } from '../../../shared/events/batch.ts';
import { formatCount } from '../../lib/format.ts';

/** What waits of one kind. */
export interface KindPlan {
  readonly kind: string;
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  /** Files among them that do not load: applying leaves these refused. */
  readonly refused: number;
}

/** The plan per kind, kinds by name. */
export function planByKind(items: readonly BatchItem[], kinds: readonly string[]): KindPlan[] {
  const plans = new Map<string, { changed: number; added: number; removed: number; refused: number }>();
  for (const item of items) {
    const { kind } = splitDefinitionId(item.definition, kinds);
    const plan = plans.get(kind) ?? { changed: 0, added: 0, removed: 0, refused: 0 };
    plans.set(kind, plan);
    if (item.change === 'add') plan.added += 1;
    else if (item.change === 'remove') plan.removed += 1;
    else plan.changed += 1;
    if (item.outcome === 'refused') plan.refused += 1;
  }
  return [...plans]
    .map(([kind, plan]) => ({ kind, ...plan }))
    .sort((left, right) => left.kind.localeCompare(right.kind));
}

/** The sums of a plan in words: `24 changed, 5 added, 2 removed`. */
export function planWords(plans: readonly KindPlan[]): string {
  const sum = (of: Exclude<keyof KindPlan, 'kind'>) => plans.reduce((total, plan) => total + plan[of], 0);
  const parts = [
    [sum('changed'), 'changed'],
    [sum('added'), 'added'],
    [sum('removed'), 'removed'],
  ] as const;
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`);
  const refused = sum('refused');
  return `${words.join(', ')}${refused > 0 ? ` (${formatCount(refused)} of them refused)` : ''}`;
}
