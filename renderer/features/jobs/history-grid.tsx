import { memo, type Ref } from 'react';
import { isEnded } from '../../../shared/job-state.ts';
import { classes } from '../../lib/classes.ts';
import { select } from '../../stores/ui-store.ts';
import { selectJob, useWorkspace } from '../../stores/workspace-store.ts';
import { Cell, GridHead, GridRow, HeadCell } from '../../ui/grid-cells.tsx';
import rows from '../../ui/rows.module.css';
import spoken from '../../ui/spoken.module.css';
import { Time } from '../../ui/time.tsx';
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx';
import { Since } from '../components/since.tsx';
import { toggleChosen, useChosen } from './chosen-store.ts';
import css from './history-grid.module.css';
import { JobGlyph } from './job-glyph.tsx';
import { argumentWords, exitWords, jobLook, tookWords, withState } from './job-look.ts';
import type { JobRow } from './job-rows.ts';
import { selectionText } from './jobs-selection.ts';

const PREFIX = 'job-';

interface HistoryGridProps {
  readonly rows: readonly JobRow[];
  readonly selected: string | null;
  readonly onEnd: () => void;
  readonly ref?: Ref<GridHandle>;
}

/** Jobs, newest first: what ran, how it went, with what. */
export function HistoryGrid({ rows: jobs, selected, onEnd, ref }: HistoryGridProps) {
  const onSelect = (id: string): void => select('jobs', selectionText({ sort: 'job', id }));
  return (
    <VirtualGrid
      {...(ref ? { ref } : {})}
      label="Jobs"
      idPrefix={PREFIX}
      items={jobs}
      head={<Head />}
      selected={selected}
      onSelect={onSelect}
      onClose={() => select('jobs', null)}
      onEnd={onEnd}
      render={(row) => <Line row={row} selected={row.id === selected} onSelect={onSelect} />}
    />
  );
}

function Head() {
  return (
    <GridHead className={css['line']}>
      <HeadCell>
        <span className={spoken['spoken']}>compare</span>
      </HeadCell>
      <HeadCell>status</HeadCell>
      <HeadCell>command</HeadCell>
      <HeadCell className={css['args']}>arguments</HeadCell>
      <HeadCell className={css['exit']}>exit</HeadCell>
      <HeadCell className={rows['number']}>took</HeadCell>
      <HeadCell className={rows['number']}>when</HeadCell>
    </GridHead>
  );
}

interface LineProps {
  readonly row: JobRow;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}

const Line = memo(function Line({ row: asked, selected, onSelect }: LineProps) {
  const { id } = asked;
  const job = useWorkspace(selectJob(id));
  const isChosen = useChosen().includes(id);
  const row = withState(asked, job);
  const { status, tool, command, args, startedAt, acceptedAt, error } = row;
  const { word } = jobLook(status, job?.cancelling);
  const given = argumentWords(args);
  const isBad = status === 'failed' || status === 'timed-out';
  return (
    <GridRow
      domId={`${PREFIX}${id}`}
      testId={`job-${id}`}
      className={css['line']}
      selected={selected}
      onSelect={() => onSelect(id)}
    >
      <Cell className={css['check']}>
        <input
          type="checkbox"
          aria-label={`Compare ${tool}/${command} of this line`}
          className={css['box']}
          checked={isChosen}
          tabIndex={-1}
          onChange={() => toggleChosen(id)}
          onClick={(event) => event.stopPropagation()}
          data-testid={`choose-${id}`}
        />
      </Cell>
      <Cell className={classes(rows['status'], isBad && css['bad'])} title={error?.message}>
        <JobGlyph status={status} cancelling={job?.cancelling === true} />
        <span className={css['word']}>{word}</span>
      </Cell>
      <Cell className={rows['name']} title={`${tool}/${command}`}>
        <span className={rows['soft']}>{tool}/</span>
        {command}
      </Cell>
      <Cell className={classes(rows['soft'], css['args'])} title={given}>
        {given}
      </Cell>
      <Cell className={classes(isBad ? css['bad'] : rows['soft'], css['exit'])}>{exitWords(row)}</Cell>
      <Cell className={rows['number']}>
        {isEnded(status) || startedAt === null ? tookWords(row) || '—' : <Since at={startedAt} />}
      </Cell>
      <Cell className={classes(rows['number'], rows['soft'])}>
        <Time at={acceptedAt} mode="ago" />
      </Cell>
    </GridRow>
  );
});
