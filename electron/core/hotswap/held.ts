import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import { BATCH_SLICE, type BatchItem } from '../../../shared/events/batch.ts';
import type { Journal } from '../journal/journal.ts';
import type { Entries } from './entries.ts';
import type { Candidate } from './types.ts';

/** A batch that waits for a decision: at most one at a time. */
export interface HeldBatch {
  readonly id: string | null;
  has(definition: string): boolean;
  /** Begins to hold. */
  hold(candidates: readonly Candidate[], reason: 'size' | 'git', git: string | null): void;
  /** Candidates that settled while the batch waits: they join, or leave when their content is what is loaded. */
  join(candidates: readonly Candidate[]): void;
  /** Lets go of definitions that were loaded by other means: what waited for them is older than what serves. */
  drop(definitions: readonly string[], cause: string): void;
  /** Takes candidates out to be applied, all of them or those named. Throws NOT_FOUND and STALE. */
  take(batchId: string | undefined, only: readonly string[] | undefined): Candidate[];
  /** Says what was applied after `take`; answers the ids that still wait. */
  applied(candidates: readonly Candidate[], cause: string): string[];
  /** What waits. Throws NOT_FOUND and STALE. */
  waiting(batchId: string | undefined): Candidate[];
  /** Gives the batch up. Throws NOT_FOUND and STALE. */
  discard(batchId: string | undefined, cause: string): void;
}

/** Makes the holder of the waiting batch. */
export function createHeldBatch(journal: Journal, entries: Entries): HeldBatch {
  const items = new Map<string, Candidate>();
  let id: string | null = null;

  const subject = () => `batch:${id}`;
  const effects = () => ({ restarts: [], unaffected: Math.max(0, [...entries.all()].length - items.size) });

  function change(added: readonly Candidate[], dropped: readonly string[]): void {
    const cause = (added.at(-1) ?? [...items.values()].at(-1))?.cause ?? null;
    const steps = Math.max(Math.ceil(added.length / BATCH_SLICE), Math.ceil(dropped.length / BATCH_SLICE));
    for (let step = 0; step < steps; step += 1) {
      const slice = <T>(list: readonly T[]) => list.slice(step * BATCH_SLICE, (step + 1) * BATCH_SLICE);
      journal.append({
        type: 'batch.changed',
        subject: subject(),
        cause,
        body: { batchId: id ?? '', items: slice(added).map(itemOf), dropped: slice(dropped), ...effects() },
      });
    }
  }

  function check(batchId: string | undefined): void {
    if (id === null) throw new AppError('NOT_FOUND', 'No change is waiting.');
    if (batchId !== undefined && batchId !== id)
      throw new AppError('STALE', 'Another batch waits now than the one you looked at.');
  }

  function end(cause: string | null, why: 'asked' | 'empty' | 'superseded'): void {
    journal.append({ type: 'batch.discarded', subject: subject(), cause, body: { batchId: id ?? '', why } });
    id = null;
  }

  return {
    get id() {
      return id;
    },
    has: (definition) => items.has(definition),
    hold(candidates, reason, git) {
      id = randomUUID();
      for (const candidate of candidates) items.set(candidate.id, candidate);
      const [first, ...others] = slices([...items.values()]);
      const causes = [...new Set(candidates.map((candidate) => candidate.cause))];
      journal.append({
        type: 'batch.held',
        subject: subject(),
        cause: causes.at(-1) ?? null,
        also: causes.slice(0, -1),
        body: { batchId: id, reason, ...(git ? { git } : {}), items: (first ?? []).map(itemOf), ...effects() },
      });
      for (const slice of others) change(slice, []);
    },
    join(candidates) {
      const added: Candidate[] = [];
      const dropped: string[] = [];
      for (const candidate of candidates) {
        const back = candidate.doc !== null && candidate.doc.hash === entries.get(candidate.id)?.loaded?.hash;
        if (!back) added.push(candidate);
        else if (items.has(candidate.id)) dropped.push(candidate.id);
        if (back) items.delete(candidate.id);
        else items.set(candidate.id, candidate);
      }
      change(added, dropped);
      if (items.size === 0) end(candidates.at(-1)?.cause ?? null, 'empty');
    },
    drop(definitions, cause) {
      const dropped = definitions.filter((definition) => items.delete(definition));
      if (dropped.length === 0) return;
      change([], dropped);
      if (items.size === 0) end(cause, 'superseded');
    },
    take(batchId, only) {
      check(batchId);
      const wanted = only ? new Set(only) : null;
      for (const name of wanted ?? [])
        if (!items.has(name)) throw new AppError('STALE', `${name} does not wait in this batch any more.`);
      const taken = [...items.values()].filter((candidate) => !wanted || wanted.has(candidate.id));
      for (const candidate of taken) items.delete(candidate.id);
      return taken;
    },
    applied(candidates, cause) {
      const left = [...items.keys()];
      const parts = slices(candidates);
      for (const [index, part] of parts.entries()) {
        const leftCount =
          index === parts.length - 1 ? left.length : left.length + (candidates.length - (index + 1) * BATCH_SLICE);
        const applied = part.map((candidate) => candidate.id);
        journal.append({
          type: 'batch.applied',
          subject: subject(),
          cause,
          body: { batchId: id ?? '', applied, left: left.slice(0, BATCH_SLICE), leftCount },
        });
      }
      if (left.length === 0) id = null;
      return left;
    },
    waiting(batchId) {
      check(batchId);
      return [...items.values()];
    },
    discard(batchId, cause) {
      check(batchId);
      items.clear();
      end(cause, 'asked');
    },
  };
}

function itemOf({ id, path, change, doc }: Candidate): BatchItem {
  return { definition: id, path, change, outcome: doc && !doc.outcome.ok ? 'refused' : 'ok' };
}

function slices<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.max(1, Math.ceil(list.length / BATCH_SLICE)) }, (_, index) =>
    list.slice(index * BATCH_SLICE, (index + 1) * BATCH_SLICE),
  );
}
