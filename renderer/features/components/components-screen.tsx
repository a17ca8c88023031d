import { Network, Table2 } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { useWantedUsage } from '../../client/use-wanted-usage.ts';
import { formatCount } from '../../lib/format.ts';
import { select, selectFilter, selectSelection, setFilter, useUi } from '../../stores/ui-store.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter } from '../../ui/filter.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx';
import { BulkActs } from './bulk-acts.tsx';
import { toggleChecked } from './checked-store.ts';
import { ComponentGraph } from './component-graph.tsx';
import { ComponentInspector } from './component-inspector.tsx';
import { COMPONENT_ROW_PREFIX, ComponentHead, ComponentLine } from './component-line.tsx';
import type { ComponentItem } from './component-order.ts';
import css from './components-screen.module.css';
import { setShape, toggleShape, useShape } from './shape-store.ts';
import { StateChips } from './state-chips.tsx';
import { useComponentList } from './use-component-list.ts';

const SHAPES = [
  { value: 'table', word: 'Table', icon: Table2 },
  { value: 'graph', word: 'Graph', icon: Network },
] as const;

/** Everything that runs or could, worst first, as a table or as a graph of who needs whom. */
export function ComponentsScreen() {
  const grid = useRef<GridHandle>(null);
  const selected = useUi(selectSelection('components'));
  const filter = useUi(selectFilter('components'));
  const shape = useShape();
  const list = useComponentList();
  const names = useMemo(() => list.found.map(({ name }) => name), [list.found]);
  const onSelect = useCallback((name: string) => select('components', name), []);
  useHotkeys({ g: toggleShape });

  return (
    <div className={css['screen']} data-inspector={selected !== null || undefined}>
      <div className={css['main']}>
        <Bar title="Components" right={<BulkActs names={names} />}>
          <Filter
            id="components-filter"
            value={filter}
            onChange={(text) => setFilter('components', text)}
            placeholder="Filter components"
            error={list.filterError}
            onLeave={() => grid.current?.focus()}
          />
          <Segments label="Shown as" segments={SHAPES} value={shape} onChange={setShape} />
        </Bar>
        <div className={css['chips']}>
          <StateChips filter={filter} />
          <span className={css['count']} role="status">
            {names.length === list.total
              ? formatCount(list.total)
              : `${formatCount(names.length)} of ${formatCount(list.total)}`}
          </span>
        </div>
        {names.length === 0 ? (
          <Nothing total={list.total} />
        ) : shape === 'graph' ? (
          <ComponentGraph components={list.found} selected={selected} />
        ) : (
          <Table grid={grid} items={list.items} names={names} selected={selected} onSelect={onSelect} />
        )}
      </div>
      {selected === null ? null : (
        <ComponentInspector key={selected} name={selected} onClose={() => select('components', null)} />
      )}
    </div>
  );
}

interface TableProps {
  readonly grid: React.Ref<GridHandle>;
  readonly items: readonly ComponentItem[];
  readonly names: readonly string[];
  readonly selected: string | null;
  readonly onSelect: (name: string) => void;
}

function Table({ grid, items, names, selected, onSelect }: TableProps) {
  useWantedUsage();
  useHotkeys({ ' ': (event) => (selected === null || isControl(event.target) ? false : toggleChecked(selected)) });
  return (
    <VirtualGrid
      ref={grid}
      label="Components"
      idPrefix={COMPONENT_ROW_PREFIX}
      items={items}
      head={<ComponentHead names={names} />}
      selected={selected}
      onSelect={onSelect}
      onClose={() => select('components', null)}
      isPlain={(item) => item.sort === 'group'}
      render={(item) => <ComponentLine item={item} selected={item.id === selected} onSelect={onSelect} />}
    />
  );
}

/** The space bar presses what has the focus. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, input, a, [role="button"]') !== null;
}

function Nothing({ total }: { readonly total: number }) {
  if (total > 0) {
    return (
      <EmptyState
        title="No component matches the filter."
        action={<Button onClick={() => setFilter('components', '')}>Clear the filter</Button>}
      />
    );
  }
  return (
    <EmptyState title="This workspace has no components yet.">
      A component is a process, a module or a schedule. Describe one in a YAML or JSON file in the folder{' '}
      <code>components</code>, and it shows here.
    </EmptyState>
  );
}
