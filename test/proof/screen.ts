import { planByKind, planWords } from '../../renderer/features/batch/batch-plan.ts';
import { batchReason, batchTitle } from '../../renderer/features/batch/batch-words.ts';
import { versionCells } from '../../renderer/features/definitions/definition-columns.ts';
import { createDefinitionOrder, definitionItems } from '../../renderer/features/definitions/definition-order.ts';
import { boardOrder } from '../../renderer/features/overview/board-order.ts';
import { createReloadRows } from '../../renderer/features/reloads/reload-list.ts';
import { attentionOf } from '../../renderer/stores/attention.ts';
import { definitionLook, servingWords } from '../../renderer/ui/definition-look.ts';
import { needsOf } from '../../renderer/words/needs.ts';
import type { Envelope } from '../../shared/envelope.ts';
import type { State } from '../../shared/state.ts';
import { tableEntries } from '../../shared/table.ts';

/** What the screens would draw, as plain data. */
export interface ScreenModel {
  /** Everything that follows from the state. */
  ofState(state: State): unknown;
  /** The lines of the list of reloads, newest first. */
  reloads(events: readonly Envelope[], most: number): readonly unknown[];
}

/** The screens' own functions, which remember what they made between two calls: one model per page. */
export function createScreenModel(): ScreenModel {
  const order = createDefinitionOrder();
  const rows = createReloadRows();
  return {
    ofState(state) {
      const definitions = [...tableEntries(state.definitions)].sort(([left], [right]) => (left < right ? -1 : 1));
      return {
        items: definitionItems(order(state.definitions), new Set()),
        board: boardOrder(state.definitions),
        lines: definitions.map(([id, definition]) => [
          id,
          definitionLook(definition),
          servingWords(definition),
          versionCells(definition),
        ]),
        needs: needsOf(state),
        attention: attentionOf(state),
        kinds: state.counts.kinds,
        batch: state.batch && {
          title: batchTitle(state.batch),
          reason: batchReason(state.batch),
          plan: planWords(planByKind(state.batch.items, [])),
        },
      };
    },
    reloads: (events, most) =>
      rows(events)
        .slice(0, most)
        .map(({ event: _event, ...row }) => row),
  };
}

/** Counts per kind made by walking every definition: what the fold keeps in step must equal it. */
export function countsByWalking(state: State): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const [, one] of tableEntries(state.definitions)) {
    const of = counts[one.kind] ?? { total: 0, faulty: 0, conflicted: 0, settling: 0, waiting: 0, pinned: 0 };
    counts[one.kind] = of;
    const add = (name: string, is: boolean) => {
      of[name] = (of[name] ?? 0) + (is ? 1 : 0);
    };
    add('total', one.state !== 'removed');
    add('faulty', one.state === 'refused');
    add('conflicted', one.state === 'conflicted');
    add('settling', one.state === 'settling');
    add('waiting', one.batch !== null);
    add('pinned', one.pin !== null);
  }
  for (const [kind, count] of Object.entries(counts))
    if (Object.values(count).every((value) => value === 0)) delete counts[kind];
  return counts;
}
