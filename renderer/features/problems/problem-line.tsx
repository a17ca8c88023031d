import { memo } from 'react';
import { classes } from '../../lib/classes.ts';
import { formatCount } from '../../lib/format.ts';
import { levelOf, type ProblemLevel } from '../../lib/problem-counts.ts';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import { Cell, GridHead, GridRow, HeadCell } from '../../ui/grid-cells.tsx';
import rows from '../../ui/rows.module.css';
import { Words } from '../../ui/words.tsx';
import css from './problem-line.module.css';
import type { ProblemItem } from './problem-list.ts';

/** The sign of each level. */
export const LEVEL_GLYPHS: Readonly<Record<ProblemLevel, GlyphName>> = { error: 'failed', warning: 'warning' };

/** Before the id of a line this gives the id of its element. */
export const PROBLEM_ROW_PREFIX = 'problem-';

/** The head of the columns, in the same grid as the lines. */
export function ProblemHead() {
  return (
    <GridHead className={css['line']}>
      <HeadCell>level</HeadCell>
      <HeadCell>what is wrong</HeadCell>
      <HeadCell className={rows['number']}>line</HeadCell>
      <HeadCell className={css['rule']}>rule</HeadCell>
    </GridHead>
  );
}

interface LineProps {
  readonly item: ProblemItem;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}

/** One line of the list: a file, or a problem in it. */
export const ProblemLine = memo(function ProblemLine({ item, selected, onSelect }: LineProps) {
  return (
    <GridRow
      domId={`${PROBLEM_ROW_PREFIX}${item.id}`}
      testId={`row-${item.id}`}
      className={item.sort === 'file' ? css['file'] : css['line']}
      selected={selected}
      expanded={item.sort === 'file' ? !item.closed : undefined}
      onSelect={() => onSelect(item.id)}
    >
      {item.sort === 'file' ? <FileCells item={item} /> : <ProblemCells item={item} />}
    </GridRow>
  );
});

function FileCells({ item }: { readonly item: Extract<ProblemItem, { sort: 'file' }> }) {
  return (
    <Cell className={css['fileCell']} title={item.path}>
      <span className={css['chevron']} aria-hidden="true">
        {item.closed ? '▸' : '▾'}
      </span>
      <span className={css['path']}>{item.path}</span>
      <Count level="error" count={item.errors} />
      <Count level="warning" count={item.warnings} />
    </Cell>
  );
}

function Count({ level, count }: { readonly level: ProblemLevel; readonly count: number }) {
  if (count === 0) return null;
  return (
    <span className={rows['status']}>
      <Glyph name={LEVEL_GLYPHS[level]} title={level === 'error' ? 'errors' : 'warnings'} />
      {formatCount(count)}
    </span>
  );
}

function ProblemCells({ item: { problem } }: { readonly item: Extract<ProblemItem, { sort: 'problem' }> }) {
  const level = levelOf(problem);
  return (
    <>
      <Cell className={rows['status']}>
        <Glyph name={LEVEL_GLYPHS[level]} />
        <span>{level}</span>
      </Cell>
      <Cell className={rows['name']} title={problem.message}>
        <Words text={problem.message} />
      </Cell>
      <Cell className={rows['number']}>{problem.line ?? '—'}</Cell>
      <Cell className={classes(rows['faint'], css['rule'])} title={problem.rule}>
        {problem.rule}
      </Cell>
    </>
  );
}
