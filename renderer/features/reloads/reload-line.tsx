import { memo } from 'react';
import { classes } from '../../lib/classes.ts';
import { formatClockMs, formatCount, formatDate, formatDuration } from '../../lib/format.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Cell, GridHead, GridRow, HeadCell, PlainRow } from '../../ui/grid-cells.tsx';
import rows from '../../ui/rows.module.css';
import { OUTCOMES } from '../../words/outcomes.ts';
import type { ReloadRow } from '../../words/reload-row.ts';
import css from './reload-line.module.css';
import type { ListItem } from './reload-list.ts';

/** The head of the columns, in the same grid as the lines. */
export function ReloadHead() {
  return (
    <GridHead className={css['line']}>
      <HeadCell>time</HeadCell>
      <HeadCell>outcome</HeadCell>
      <HeadCell>definition</HeadCell>
      <HeadCell>version</HeadCell>
      <HeadCell className={rows['number']}>fields</HeadCell>
      <HeadCell className={css['effect']}>effect</HeadCell>
      <HeadCell className={rows['number']}>took</HeadCell>
      <HeadCell className={classes(rows['number'], css['seq'])}>seq</HeadCell>
    </GridHead>
  );
}

/** Before the id of an item this gives the id of its element. */
export const RELOAD_ROW_PREFIX = 'reload-';

interface LineProps {
  readonly item: ListItem;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}

/** One line of the list: what happened, a folded first scan, or a cut of the history drawn as a ruler. */
export const ReloadLine = memo(function ReloadLine({ item, selected, onSelect }: LineProps) {
  const domId = `${RELOAD_ROW_PREFIX}${item.id}`;
  const testId = `row-${item.id}`;
  if (item.sort === 'row' && item.row.outcome === 'gap') {
    return (
      <PlainRow className={css['ruler']} testId={testId}>
        <Glyph name={OUTCOMES.gap.glyph} /> {item.row.label}
      </PlainRow>
    );
  }
  return (
    <GridRow
      domId={domId}
      testId={testId}
      className={css['line']}
      selected={selected}
      expanded={item.sort === 'scan' ? item.open : undefined}
      onSelect={() => onSelect(item.id)}
    >
      {item.sort === 'scan' ? <ScanCells item={item} /> : <RowCells row={item.row} />}
    </GridRow>
  );
});

function RowCells({ row }: { readonly row: ReloadRow }) {
  return (
    <>
      <ClockCell at={row.at} />
      <Cell className={rows['status']}>
        <Glyph name={OUTCOMES[row.outcome].glyph} />
        <span>{row.outcome}</span>
      </Cell>
      <Cell className={rows['name']} title={row.definition?.id ?? row.label}>
        {row.definition ? (
          <>
            <span className={rows['faint']}>{row.definition.kind}/</span>
            {row.definition.name}
          </>
        ) : (
          row.label
        )}
      </Cell>
      <Cell>{row.version ?? '—'}</Cell>
      <Cell className={rows['number']}>{row.fields === null ? '—' : formatCount(row.fields)}</Cell>
      <Cell className={classes(rows['soft'], css['effect'])} title={row.effect}>
        {row.effect}
      </Cell>
      <Cell className={rows['number']}>{row.tookMs === null ? '—' : formatDuration(row.tookMs)}</Cell>
      <Cell className={classes(rows['number'], css['seq'])}>{formatCount(row.seq)}</Cell>
    </>
  );
}

function ScanCells({ item }: { readonly item: Extract<ListItem, { sort: 'scan' }> }) {
  const newest = item.rows[0];
  return (
    <>
      {newest ? <ClockCell at={newest.at} /> : null}
      <Cell className={rows['status']}>
        <Glyph name="added" />
        <span>first scan</span>
      </Cell>
      <Cell className={css['wide']}>
        {formatCount(item.rows.length)} definitions loaded at start
        <span className={rows['faint']}>{item.open ? 'Enter folds them' : 'Enter shows each'}</span>
      </Cell>
    </>
  );
}

function ClockCell({ at }: { readonly at: number }) {
  const clock = formatClockMs(at);
  return (
    <Cell className={rows['soft']} title={formatDate(at)}>
      {clock.slice(0, 8)}
      <span className={rows['faint']}>{clock.slice(8)}</span>
    </Cell>
  );
}
