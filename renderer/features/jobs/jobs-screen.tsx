import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { select, selectFilter, selectSelection, setFilter, useUi } from '../../stores/ui-store.ts';
import { useFilterTerms } from '../../stores/use-filter-terms.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Filter } from '../../ui/filter.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import type { GridHandle } from '../../ui/virtual-grid.tsx';
import { Catalogue } from './catalogue.tsx';
import { clearChosen, useChosen } from './chosen-store.ts';
import { CommandForm } from './command-form.tsx';
import { ComparePane } from './compare-pane.tsx';
import { EmptyTools } from './empty-tools.tsx';
import { useFormStart } from './form-store.ts';
import { HistoryGrid } from './history-grid.tsx';
import { JobInspector } from './job-inspector.tsx';
import type { ToolRow } from './job-rows.ts';
import { filterTools, JOB_KEYS } from './jobs-filter.ts';
import css from './jobs-screen.module.css';
import { type JobsSelection, readSelection, selectionText } from './jobs-selection.ts';
import { RepeatsInspector } from './repeats-inspector.tsx';
import { StatusChips } from './status-chips.tsx';
import { type JobHistory, useJobHistory } from './use-job-history.ts';
import { commandIn, useTools } from './use-tools.ts';

/** Tools of the workspace, the forms that run them, and every job that ran. */
export function JobsScreen() {
  const grid = useRef<GridHandle>(null);
  const selected = useUi(selectSelection('jobs'));
  const selection = useMemo(() => readSelection(selected), [selected]);
  const filter = useUi(selectFilter('jobs'));
  const settled = useDeferredValue(filter);
  const { terms, error } = useFilterTerms(settled, JOB_KEYS);
  const tools = useTools();
  const history = useJobHistory(settled);
  const all = tools.value?.tools;
  const found = useMemo(() => filterTools(all ?? [], terms), [all, terms]);
  const close = () => (selection.sort === 'nothing' ? false : select('jobs', null));
  useHotkeys({ Escape: close });
  const isBare = all?.length === 0 && history.rows.length === 0 && history.error === null && filter === '';

  return (
    <div className={css['screen']} data-open={selection.sort}>
      <div className={css['tools']}>
        <Bar title="Jobs" />
        <div className={css['filter']}>
          <Filter
            id="jobs-filter"
            value={filter}
            onChange={(text) => setFilter('jobs', text)}
            placeholder="Filter tools and jobs"
            error={error}
            onLeave={() => grid.current?.focus()}
          />
        </div>
        {tools.error ? <ErrorNote error={tools.error} /> : null}
        {all !== undefined && found.length === 0 && !isBare ? (
          <p className={css['none']}>{all.length === 0 ? 'No tools.' : 'No command matches the filter.'}</p>
        ) : null}
        <Catalogue tools={found} opened={selection.sort === 'command' ? selection.key : null} />
        <div className={css['foot']}>
          <Button kind="quiet" onClick={() => select('jobs', selectionText({ sort: 'repeats' }))} testId="repeats-open">
            Run again by themselves…
          </Button>
        </div>
      </div>
      {selection.sort === 'compare' ? (
        <ComparePane key={selected} ids={selection.ids} />
      ) : (
        <>
          <div className={css['history']}>
            {isBare ? <EmptyTools /> : <History grid={grid} filter={filter} history={history} selection={selection} />}
          </div>
          <Side selection={selection} tools={all ?? null} />
        </>
      )}
    </div>
  );
}

interface HistoryProps {
  readonly grid: React.Ref<GridHandle>;
  readonly filter: string;
  readonly history: JobHistory;
  readonly selection: JobsSelection;
}

function History({ grid, filter, history, selection }: HistoryProps) {
  return (
    <>
      <div className={css['chips']}>
        <StatusChips filter={filter} />
        <CompareChosen />
      </div>
      {history.error ? <ErrorNote error={history.error} /> : null}
      {history.rows.length === 0 ? (
        // After a question that failed, nobody knows whether there are jobs.
        history.error === null && <NoJobs filter={filter} waits={history.waits} />
      ) : (
        <HistoryGrid
          ref={grid}
          rows={history.rows}
          selected={selection.sort === 'job' ? selection.id : null}
          onEnd={history.loadOlder}
        />
      )}
    </>
  );
}

function CompareChosen() {
  const [first, second] = useChosen();
  if (first === undefined) return null;
  return (
    <Button
      disabledReason={second === undefined ? 'choose a second job' : undefined}
      onClick={() => {
        if (second === undefined) return;
        clearChosen();
        select('jobs', selectionText({ sort: 'compare', ids: [first, second] }));
      }}
      testId="compare-chosen"
    >
      Compare
    </Button>
  );
}

function NoJobs({ filter, waits }: { readonly filter: string; readonly waits: boolean }) {
  if (waits) return <EmptyState title="Asking for the jobs." />;
  if (filter !== '') {
    return (
      <EmptyState
        title="No job matches the filter."
        action={<Button onClick={() => setFilter('jobs', '')}>Clear the filter</Button>}
      />
    );
  }
  return <EmptyState title="No job ran yet.">Choose a command on the left, fill in its form, and run it.</EmptyState>;
}

interface SideProps {
  readonly selection: JobsSelection;
  readonly tools: readonly ToolRow[] | null;
}

function Side({ selection, tools }: SideProps) {
  switch (selection.sort) {
    case 'nothing':
    case 'compare':
      return null;
    case 'job':
      return <JobInspector key={selection.id} id={selection.id} />;
    case 'repeats':
      return <RepeatsInspector />;
    case 'command':
      return <CommandSide key={selection.key} id={selection.key} tools={tools} />;
  }
}

function CommandSide({ id, tools }: { readonly id: string; readonly tools: readonly ToolRow[] | null }) {
  const start = useFormStart(id);
  const command = useMemo(() => (tools === null ? null : commandIn(tools, id)), [tools, id]);
  const [last, setLast] = useState(command);
  if (command !== null && command !== last) setLast(command);
  const shown = command ?? last;
  if (shown !== null) {
    const isGone = tools !== null && command === null;
    return <CommandForm key={`${id} ${start?.nonce ?? 0}`} {...shown} isGone={isGone} />;
  }
  if (tools === null) return <EmptyState title="Asking for the tools." />;
  return (
    <EmptyState
      title={`There is no command ${id} now.`}
      action={<Button onClick={() => select('jobs', null)}>Close</Button>}
    />
  );
}
