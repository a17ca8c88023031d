import type { definitionActions } from '../../../shared/actions/definition.ts';
import type { HandlersOf } from '../dispatch.ts';
import { applyAll } from './apply.ts';
import type { HotSwap } from './hot-swap.ts';
import type { Candidate } from './types.ts';

type BatchActs = Pick<typeof definitionActions, 'batch.apply' | 'batch.discard'>;

/** The acts on a batch that waits. */
export function batchHandlers(hotSwap: HotSwap): HandlersOf<BatchActs> {
  const { entries, lane, context } = hotSwap;
  const { journal } = context;
  return {
    'batch.apply': ({ batchId, only }, { cause }) =>
      lane.run(async () => {
        const taken = hotSwap.held.take(batchId, only);
        // What does not load was refused when it settled; applying changes nothing about it.
        const loads = taken.filter((candidate) => !candidate.doc || candidate.doc.outcome.ok);
        await applyAll(
          context,
          loads.map((candidate) => ({ ...candidate, asked: true, cause, also: [candidate.cause] })),
        );
        hotSwap.stored();
        const left = hotSwap.held.applied(taken, cause);
        return { applied: [...new Set(taken.map((candidate) => candidate.id))], left };
      }),

    'batch.discard': ({ batchId }, { cause }) =>
      lane.run(async () => {
        const waiting = hotSwap.held.waiting(batchId);
        for (const { id, doc } of waiting) await journal.store?.put('held', id, givenUp(doc));
        hotSwap.held.discard(batchId, cause);
        for (const { id, doc } of waiting) {
          const entry = entries.get(id);
          if (!entry) continue;
          entry.discarded = givenUp(doc);
          if (doc) entry.files.set(doc.path, doc);
        }
        return { discarded: [...new Set(waiting.map((candidate) => candidate.id))] };
      }),
  };
}

/**
 * The content that is remembered as given up. A file that does not load was refused, and one that is gone has none: what
 * was given up before it is no decision any more.
 */
function givenUp(doc: Candidate['doc']): string | null {
  return doc?.outcome.ok ? doc.hash : null;
}
