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
        const decided = waiting.filter(({ id, path, doc }) => doc?.outcome.ok || entries.get(id)?.serving === path);
        for (const { id, doc } of decided) await journal.store?.put('held', id, givenUp(doc));
        hotSwap.held.discard(batchId, cause);
        for (const { id, doc } of decided) {
          const entry = entries.get(id);
          if (entry) entry.discarded = givenUp(doc);
        }
        for (const { id, doc } of waiting) if (doc) entries.get(id)?.files.set(doc.path, doc);
        return { discarded: [...new Set(waiting.map((candidate) => candidate.id))] };
      }),
  };
}

/**
 * The content that is remembered as given up. A file that does not load was refused, and one that is gone has none: where
 * that was the one that serves, what was given up before is no decision any more. A rival that goes decides nothing.
 */
function givenUp(doc: Candidate['doc']): string | null {
  return doc?.outcome.ok ? doc.hash : null;
}
