import { memo } from 'react';
import { classes } from '../../lib/classes.ts';
import { formatCount } from '../../lib/format.ts';
import { selectDefinition, selectIsStale, useWorkspace } from '../../stores/workspace-store.ts';
import { definitionLook } from '../../ui/definition-look.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Cell, GridHead, GridRow, HeadCell } from '../../ui/grid-cells.tsx';
import rows from '../../ui/rows.module.css';
import { Time } from '../../ui/time.tsx';
import { versionCells } from './definition-columns.ts';
import css from './definition-line.module.css';
import type { DefinitionItem } from './definition-order.ts';

/** Before the id of a line this gives the id of its element. */
export const DEFINITION_ROW_PREFIX = 'definition-';

/** The head of the columns, in the same grid as the lines. */
export function DefinitionHead() {
  return (
    <GridHead className={css['line']}>
      <HeadCell>state</HeadCell>
      <HeadCell>name</HeadCell>
      <HeadCell className={css['path']}>path</HeadCell>
      <HeadCell>disk</HeadCell>
      <HeadCell>loaded</HeadCell>
      <HeadCell>running</HeadCell>
      <HeadCell className={css['file']}>file changed</HeadCell>
      <HeadCell className={classes(rows['number'], css['warnings'])}>warnings</HeadCell>
    </GridHead>
  );
}

interface LineProps {
  readonly item: DefinitionItem;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
}

/** One line of the list: the head of a kind, or a definition that follows its own state. */
export const DefinitionLine = memo(function DefinitionLine({ item, selected, onSelect }: LineProps) {
  return (
    <GridRow
      domId={`${DEFINITION_ROW_PREFIX}${item.id}`}
      testId={`row-${item.id}`}
      className={item.sort === 'kind' ? css['kind'] : css['line']}
      selected={selected}
      expanded={item.sort === 'kind' ? !item.closed : undefined}
      onSelect={() => onSelect(item.id)}
    >
      {item.sort === 'kind' ? <KindCells item={item} /> : <DefinitionCells id={item.id} />}
    </GridRow>
  );
});

function KindCells({ item }: { readonly item: Extract<DefinitionItem, { sort: 'kind' }> }) {
  return (
    <Cell className={css['kindCell']}>
      <span className={css['chevron']} aria-hidden="true">
        {item.closed ? '▸' : '▾'}
      </span>
      <span className={css['kindName']}>{item.kind}</span>
      <span>{formatCount(item.total)}</span>
      <Fault glyph="refused" count={item.refused} />
      <Fault glyph="conflicted" count={item.conflicted} />
    </Cell>
  );
}

function Fault({ glyph, count }: { readonly glyph: 'refused' | 'conflicted'; readonly count: number }) {
  if (count === 0) return null;
  return (
    <span className={rows['status']}>
      <Glyph name={glyph} title={glyph} />
      {formatCount(count)}
    </span>
  );
}

function DefinitionCells({ id }: { readonly id: string }) {
  const definition = useWorkspace(selectDefinition(id));
  const isStale = useWorkspace(selectIsStale);
  if (!definition) return <Cell className={rows['name']}>{id}</Cell>;
  const { glyph, word } = definitionLook(definition);
  const [disk, loaded, running] = versionCells(definition);
  return (
    <>
      <Cell className={rows['status']}>
        <Glyph name={glyph} />
        <span>{word}</span>
      </Cell>
      <Cell className={classes(rows['name'], definition.state === 'removed' && rows['faint'])} title={definition.path}>
        {definition.name}
      </Cell>
      <Cell className={classes(rows['faint'], css['path'])} title={definition.path}>
        {definition.path}
      </Cell>
      {[disk, loaded, running].map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: three fixed columns
        <Cell key={index} className={cell.differs && !isStale ? rows['differs'] : undefined}>
          {cell.text}
        </Cell>
      ))}
      <Cell className={classes(rows['soft'], css['file'])}>
        {definition.disk ? <Time at={definition.disk.mtime} mode="ago" /> : '—'}
      </Cell>
      <Cell className={classes(rows['number'], css['warnings'])}>
        {definition.warnings > 0 ? formatCount(definition.warnings) : ''}
      </Cell>
    </>
  );
}
