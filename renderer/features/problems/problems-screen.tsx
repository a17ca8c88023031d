import { useCallback, useRef } from 'react';
import { tableGet } from '../../../shared/table.ts';
import { formatCount } from '../../lib/format.ts';
import { select, selectFilter, selectSelection, setFilter, useUi } from '../../stores/ui-store.ts';
import { selectProblems, useWorkspace, workspaceStore } from '../../stores/workspace-store.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter } from '../../ui/filter.tsx';
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx';
import { LevelChips } from './level-chips.tsx';
import { openProblem } from './problem-acts.ts';
import { ProblemInspector } from './problem-inspector.tsx';
import { PROBLEM_ROW_PREFIX, ProblemHead, ProblemLine } from './problem-line.tsx';
import { isFileLine } from './problem-list.ts';
import css from './problems-screen.module.css';
import { useProblemList } from './use-problem-list.ts';

/** What is wrong between files and inside those that load, by file; what is selected stands explained on the right. */
export function ProblemsScreen() {
  const grid = useRef<GridHandle>(null);
  const selected = useUi(selectSelection('problems'));
  const filter = useUi(selectFilter('problems'));
  const list = useProblemList();
  const { toggleFile } = list;
  const shown = selected === null || isFileLine(selected) ? null : selected;

  const onSelect = useCallback((id: string) => select('problems', id), []);
  const onPress = useCallback(
    (id: string) => {
      select('problems', id);
      if (isFileLine(id)) toggleFile(id);
    },
    [toggleFile],
  );

  return (
    <div className={css['screen']} data-inspector={shown !== null || undefined}>
      <div className={css['main']}>
        <Bar title="Problems">
          <Filter
            id="problems-filter"
            value={filter}
            onChange={(text) => setFilter('problems', text)}
            placeholder="Filter problems"
            error={list.filterError}
            onLeave={() => grid.current?.focus()}
          />
          <LevelChips filter={filter} />
          <span className={css['count']} role="status">
            {list.found === list.total
              ? formatCount(list.total)
              : `${formatCount(list.found)} of ${formatCount(list.total)}`}
          </span>
        </Bar>
        {list.items.length === 0 ? (
          <Nothing total={list.total} />
        ) : (
          <VirtualGrid
            ref={grid}
            label="Problems by file"
            idPrefix={PROBLEM_ROW_PREFIX}
            items={list.items}
            head={<ProblemHead />}
            selected={selected}
            onSelect={onSelect}
            onOpen={(id) => (isFileLine(id) ? toggleFile(id) : openById(id))}
            onClose={() => select('problems', null)}
            render={(item) => <ProblemLine item={item} selected={item.id === selected} onSelect={onPress} />}
          />
        )}
      </div>
      {shown !== null && <ProblemInspector key={shown} id={shown} onClose={() => select('problems', null)} />}
    </div>
  );
}

function openById(id: string): void {
  const problem = tableGet(workspaceStore.getState().state.problems, id);
  if (problem) openProblem(problem);
}

function Nothing({ total }: { readonly total: number }) {
  const size = useWorkspace((view) => selectProblems(view).size);
  if (total > 0 || size > 0) {
    return (
      <EmptyState
        title="No problem matches the filter."
        action={<Button onClick={() => setFilter('problems', '')}>Clear the filter</Button>}
      />
    );
  }
  return (
    <EmptyState title="No problems.">
      Names that nothing has, keys that nothing reads and links that lead outside would stand here.
    </EmptyState>
  );
}
