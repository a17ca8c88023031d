import { useDeferredValue, useMemo } from 'react';
import { Virtuoso } from 'react-virtuoso';
import type { State } from '../../../shared/state.ts';
import { plural } from '../../lib/format.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { definitionLook } from '../../ui/definition-look.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { boardOrder } from './board-order.ts';
import { FirstSteps } from './first-steps.tsx';
import css from './overview.module.css';
import { useColumns } from './use-columns.ts';

const ROW_PX = 28;
const COMPONENTS = { Footer: BoardFooter };

interface BoardContext {
  readonly first: string | undefined;
}

function BoardFooter({ context }: { readonly context?: BoardContext }) {
  return context?.first === undefined ? null : <FirstSteps first={context.first} />;
}

/** Everything that is loaded, worst first: what the screen shows when nothing needs anybody. */
export function Board({ definitions }: { readonly definitions: State['definitions'] }) {
  const settled = useDeferredValue(definitions);
  const ids = useMemo(() => boardOrder(settled), [settled]);
  const columns = useColumns();
  const rowCount = Math.ceil(ids.length / columns);
  return (
    <section className={css['board']} aria-label="Everything that is loaded">
      <p className={css['boardHead']}>
        Nothing needs you. {plural(ids.length, 'definition')}, worst first. A save that is refused shows here, and stays
        until it is fixed.
      </p>
      <Virtuoso
        className={css['boardList'] ?? ''}
        components={COMPONENTS}
        context={{ first: ids[0] }}
        totalCount={rowCount}
        fixedItemHeight={ROW_PX}
        initialItemCount={Math.min(rowCount, 40)}
        computeItemKey={(index) => ids[index * columns] ?? index}
        itemContent={(index) => (
          <div className={css['boardRow']} data-columns={columns}>
            {ids.slice(index * columns, (index + 1) * columns).map((id) => (
              <Cell key={id} id={id} />
            ))}
          </div>
        )}
      />
    </section>
  );
}

function Cell({ id }: { readonly id: string }) {
  const definition = useWorkspace(selectDefinition(id));
  if (!definition) return null;
  const { glyph, word } = definitionLook(definition);
  return (
    <button type="button" className={css['cell']} title={id} onClick={() => openDefinition(id)}>
      <Glyph name={glyph} />
      <span className={css['cellName']}>
        <span className={css['faint']}>{definition.kind}/</span>
        {definition.name}
      </span>
      <span className={css['faint']}>{word}</span>
    </button>
  );
}
