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
  /** What waits of one definition. */
  of(definition: string): Candidate[];
  /** Begins to hold. */
  hold(candidates: readonly Candidate[], reason: 'size' | 'git' | 'manual', git: string | null): void;
  /**
   * Candidates that settled while the batch waits join it. Answers those that bring back what is known already: they
   * need no decision, and what waited for their file waits no longer.
   */
  join(candidates: readonly Candidate[]): Candidate[];
  /** Lets go of definitions that were loaded by other means, and answers what waited: it is older than what serves. */
  drop(definitions: readonly string[], cause: string): Candidate[];
  /** Takes candidates out to be applied, all of them or those named. Throws NOT_FOUND and STALE. */
  take(batchId: string | undefined, only: readonly string[] | undefined): Candidate[];
  /** Says what was applied after `take`; answers the ids that still wait. */
  applied(candidates: readonly Candidate[], cause: string): string[];
  /** What waits. Throws NOT_FOUND and STALE. */
  waiting(batchId: string | undefined): Candidate[];
  /** Gives the batch up. Throws NOT_FOUND and STALE. */
  discard(batchId: string | undefined, cause: string): void;
}

/** Makes the holder of the waiting batch. `restarts` names what would be restarted by a change of these definitions. */
export function createHeldBatch(
  journal: Journal,
  entries: Entries,
  restarts: (definitions: readonly string[]) => readonly string[] = () => [],
): HeldBatch {
  /** By definition, then by path: two files may claim one name. */
  const items = new Map<string, Map<string, Candidate>>();
  let id: string | null = null;

  const subject = () => `batch:${id}`;
  const effects = () => ({
    restarts: restarts([...items.keys()]).slice(0, BATCH_SLICE),
    unaffected: Math.max(0, [...entries.all()].length - items.size),
  });

  function put(candidate: Candidate): void {
    const files = items.get(candidate.id) ?? new Map<string, Candidate>();
    items.set(candidate.id, files.set(candidate.path, candidate));
  }

  /** The refusal of an earlier content is over: what waits now is the newer one. */
  function putAgain(candidate: Candidate): void {
    const entry = entries.get(candidate.id);
    if (entry?.serving === candidate.path) entry.refused = false;
    put(candidate);
  }

  function all(): Candidate[] {
    return [...items.values()].flatMap((files) => [...files.values()]);
  }

  function itemsOf(definitions: Iterable<string>): BatchItem[] {
    return [...definitions].flatMap((definition) => {
      const files = [...(items.get(definition)?.values() ?? [])];
      const main = files.find(({ path }) => path === entries.get(definition)?.serving) ?? files.at(-1);
      if (!main) return [];
      const outcome = main.doc && !main.doc.outcome.ok ? 'refused' : 'ok';
      return [{ definition, path: main.path, change: main.change, outcome }];
    });
  }

  /** Whether a file holds again what is known of it: of the one that serves, what is loaded. */
  function isBack({ id, path, doc }: Candidate): boolean {
    const entry = entries.get(id);
    if (!doc) return !entry?.files.has(path);
    const serves = entry?.serving === path && !entry.pin;
    return doc.hash === (serves ? entry.loaded?.hash : entry?.files.get(path)?.hash);
  }

  function change(added: readonly BatchItem[], dropped: readonly string[], cause: string | null): void {
    const steps = Math.max(Math.ceil(added.length / BATCH_SLICE), Math.ceil(dropped.length / BATCH_SLICE));
    for (let step = 0; step < steps; step += 1) {
      const slice = <T>(list: readonly T[]) => list.slice(step * BATCH_SLICE, (step + 1) * BATCH_SLICE);
      journal.append({
        type: 'batch.changed',
        subject: subject(),
        cause,
        body: { batchId: id ?? '', items: slice(added), dropped: slice(dropped), ...effects() },
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
    of: (definition) => [...(items.get(definition)?.values() ?? [])],
    hold(candidates, reason, git) {
      id = randomUUID();
      for (const candidate of candidates) put(candidate);
      const [first, ...others] = slices(itemsOf(items.keys()));
      const causes = [...new Set(candidates.map((candidate) => candidate.cause))];
      journal.append({
        type: 'batch.held',
        subject: subject(),
        cause: causes.at(-1) ?? null,
        also: causes.slice(0, -1),
        body: { batchId: id, reason, ...(git ? { git } : {}), items: first ?? [], ...effects() },
      });
      for (const slice of others) change(slice, [], causes.at(-1) ?? null);
    },
    join(candidates) {
      const cause = candidates.at(-1)?.cause ?? null;
      const back = candidates.filter(isBack);
      const touched = new Set<string>();
      for (const candidate of candidates) {
        const isNew = !back.includes(candidate);
        if (isNew) putAgain(candidate);
        else if (!items.get(candidate.id)?.delete(candidate.path)) continue;
        touched.add(candidate.id);
      }
      const dropped = [...touched].filter((definition) => items.get(definition)?.size === 0);
      for (const definition of dropped) items.delete(definition);
      change(itemsOf(touched), dropped, cause);
      if (items.size === 0) end(cause, 'empty');
      return back;
    },
    drop(definitions, cause) {
      const dropped = definitions.filter((definition) => items.has(definition));
      const waited = dropped.flatMap((definition) => [...(items.get(definition)?.values() ?? [])]);
      for (const definition of dropped) items.delete(definition);
      if (dropped.length === 0) return [];
      change([], dropped, cause);
      if (items.size === 0) end(cause, 'superseded');
      return waited;
    },
    take(batchId, only) {
      check(batchId);
      const wanted = only ? new Set(only) : null;
      for (const name of wanted ?? [])
        if (!items.has(name)) throw new AppError('STALE', `${name} does not wait in this batch any more.`);
      const taken = all().filter((candidate) => !wanted || wanted.has(candidate.id));
      for (const candidate of taken) items.delete(candidate.id);
      return taken;
    },
    applied(candidates, cause) {
      const left = [...items.keys()];
      const taken = [...new Set(candidates.map((candidate) => candidate.id))];
      const parts = slices(taken);
      for (const [index, part] of parts.entries()) {
        const leftCount =
          index === parts.length - 1 ? left.length : left.length + (taken.length - (index + 1) * BATCH_SLICE);
        journal.append({
          type: 'batch.applied',
          subject: subject(),
          cause,
          body: { batchId: id ?? '', applied: part, left: left.slice(0, BATCH_SLICE), leftCount },
        });
      }
      if (left.length === 0) id = null;
      return left;
    },
    waiting(batchId) {
      check(batchId);
      return all();
    },
    discard(batchId, cause) {
      check(batchId);
      items.clear();
      end(cause, 'asked');
    },
  };
}

function slices<T>(list: readonly T[]): T[][] {
  return Array.from({ length: Math.max(1, Math.ceil(list.length / BATCH_SLICE)) }, (_, index) =>
    list.slice(index * BATCH_SLICE, (index + 1) * BATCH_SLICE),
  );
}
