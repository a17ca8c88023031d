import type { definitionActions } from '../../../shared/actions/definition.ts';
import type { HandlersOf } from '../dispatch.ts';
import { applyAll } from './apply.ts';
import type { HotSwap } from './hot-swap.ts';

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
        // A file that does not load was refused, not given up.
        const loads = waiting.filter(({ doc }) => doc?.outcome.ok);
        for (const { id, doc } of loads) if (doc?.hash) await journal.store?.put('held', id, doc.hash);
        hotSwap.held.discard(batchId, cause);
        for (const { id, doc } of waiting) {
          const entry = entries.get(id);
          if (!entry || !doc) continue;
          if (doc.outcome.ok) entry.discarded = doc.hash;
          entry.files.set(doc.path, doc);
        }
        return { discarded: [...new Set(waiting.map((candidate) => candidate.id))] };
      }),
  };
}
