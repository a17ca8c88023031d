import { useDeferredValue, useMemo } from 'react';
import { Virtuoso } from 'react-virtuoso';
import { ALIVE_STATES } from '../../../shared/component-state.ts';
import type { State } from '../../../shared/state.ts';
import { plural } from '../../lib/format.ts';
import { openDefinition, openOn } from '../../stores/ui-store.ts';
import { selectComponent, selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { definitionLook } from '../../ui/definition-look.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { componentLook } from '../../words/component-look.ts';
import { componentOrder } from '../components/component-order.ts';
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

/** What was deployed, then everything that is loaded, each worst first: what the screen shows when nothing needs anybody. */
export function Board({ definitions, components }: Pick<State, 'definitions' | 'components'>) {
  const settled = useDeferredValue(definitions);
  const around = useDeferredValue(components);
  const ids = useMemo(() => boardOrder(settled), [settled]);
  const names = useMemo(() => deployedNames(around), [around]);
  const columns = useColumns();
  const total = names.length + ids.length;
  const rowCount = Math.ceil(total / columns);
  const counts = [
    ...(names.length > 0 ? [`${plural(names.length, 'component')} deployed`] : []),
    plural(ids.length, 'definition'),
  ];
  return (
    <section className={css['board']} aria-label="What is deployed and loaded">
      <p className={css['boardHead']}>
        Nothing needs you. {counts.join(', ')}, worst first. A save that is refused shows here, and stays until it is
        fixed.
      </p>
      <Virtuoso
        className={css['boardList'] ?? ''}
        components={COMPONENTS}
        context={{ first: ids[0] }}
        totalCount={rowCount}
        fixedItemHeight={ROW_PX}
        initialItemCount={Math.min(rowCount, 40)}
        itemContent={(row) => (
          <div className={css['boardRow']} data-columns={columns}>
            {placesOf(row, columns, total).map((place) => {
              const name = names[place];
              const id = ids[place - names.length] ?? '';
              return name === undefined ? (
                <DefinitionCell key={id} id={id} />
              ) : (
                <ComponentCell key={`component:${name}`} name={name} />
              );
            })}
          </div>
        )}
      />
    </section>
  );
}

function placesOf(row: number, columns: number, total: number): number[] {
  const first = row * columns;
  return Array.from({ length: Math.min(columns, total - first) }, (_, column) => first + column);
}

/** Components that somebody wants up, or that are up all the same. */
function deployedNames(components: State['components']): string[] {
  return componentOrder(components)
    .filter(({ desired, state }) => desired === 'up' || ALIVE_STATES.has(state))
    .map(({ name }) => name);
}

function ComponentCell({ name }: { readonly name: string }) {
  const component = useWorkspace(selectComponent(name));
  if (!component) return null;
  const { glyph, word } = componentLook(component);
  return (
    <button
      type="button"
      className={css['cell']}
      title={`component ${name}`}
      data-testid={`board-${name}`}
      onClick={() => openOn('components', name)}
    >
      <Glyph name={glyph} />
      <span className={css['cellName']}>{name}</span>
      <span className={css['faint']}>{word}</span>
    </button>
  );
}

function DefinitionCell({ id }: { readonly id: string }) {
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
