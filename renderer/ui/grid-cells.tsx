import type { ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import rows from './rows.module.css';

// Lines are drawn one by one out of ten thousand, so they cannot be rows of a real table: the grid's roles say what
// they are, and the grid itself holds the focus and names the active line.
const ROW = { role: 'row' } as const;
const CELL = { role: 'gridcell' } as const;
const HEAD_CELL = { role: 'columnheader' } as const;

interface GridRowProps {
  /** Id of the element, by which the grid names its active line. */
  readonly domId: string;
  readonly testId: string;
  readonly selected: boolean;
  readonly expanded?: boolean | undefined;
  readonly className?: string | undefined;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

/** One line of a virtual grid that can be selected. */
export function GridRow({ domId, testId, selected, expanded, className, onSelect, children }: GridRowProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it has a role, and its keys are the grid's
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid moves the selection by keys for all lines at once
    <div
      {...ROW}
      {...{ 'aria-selected': selected, 'aria-expanded': expanded }}
      id={domId}
      data-testid={testId}
      data-selected={selected || undefined}
      className={classes(rows['row'], className)}
      onClick={onSelect}
    >
      {children}
    </div>
  );
}

/** The line of column names. */
export function GridHead({
  className,
  children,
}: {
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <div {...ROW} className={classes(rows['head'], className)}>
      {children}
    </div>
  );
}

interface CellProps {
  readonly className?: string | undefined;
  /** The whole text, where the cell may cut it. */
  readonly title?: string | undefined;
  readonly children?: ReactNode;
}

/** One cell of a line. */
export function Cell({ className, title, children }: CellProps) {
  return (
    <span {...CELL} className={className} title={title}>
      {children}
    </span>
  );
}

/** The name of one column. */
export function HeadCell({ className, children }: CellProps) {
  return (
    <span {...HEAD_CELL} className={className}>
      {children}
    </span>
  );
}

/** A line that only says something (a ruler, the head of a group) and cannot be selected. */
export function PlainRow({ testId, className, children }: Pick<GridRowProps, 'testId' | 'className' | 'children'>) {
  return (
    <div {...ROW} className={className} data-testid={testId}>
      <span {...CELL}>{children}</span>
    </div>
  );
}
