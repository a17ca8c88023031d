import type { ReactNode } from 'react';
import type { LogSpecInput } from '../../../shared/log.ts';
import { Time } from '../../ui/time.tsx';
import css from './pane.module.css';
import type { CompareSide, Comparison } from './use-comparison.ts';

interface ComparePaneProps {
  readonly sides: NonNullable<Comparison['sides']>;
  readonly pane: (which: 'left' | 'right', label: string, spec: LogSpecInput, head: ReactNode) => ReactNode;
}

/** Two runs beside each other. */
export function ComparePane({ sides: { left, right }, pane }: ComparePaneProps) {
  return (
    <div className={css['split']} data-testid="log-split">
      {pane('left', `run ${left.run.number}`, left.spec, <RunHead side={left} what="the last run" other={right} />)}
      {pane(
        'right',
        `run ${right.run.number}`,
        right.spec,
        <RunHead side={right} what="the last healthy run" other={left} />,
      )}
    </div>
  );
}

interface RunHeadProps {
  readonly side: CompareSide;
  readonly what: string;
  readonly other: CompareSide;
}

function RunHead({ side: { run }, what, other }: RunHeadProps) {
  return (
    <p className={css['head']}>
      <b>run {run.number}</b>
      <span>
        {what}, <Time at={run.startedAt} mode="clock" />, {run.endedAt === null ? 'alive' : (run.words ?? 'ended')}
      </span>
      <span className={css['grow']} />
      <span className={css['legend']}>◆ not in run {other.run.number}</span>
    </p>
  );
}
