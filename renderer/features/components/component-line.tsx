import { memo, use } from 'react';
import type { Component } from '../../../shared/component-state.ts';
import { classes } from '../../lib/classes.ts';
import { formatCount } from '../../lib/format.ts';
import { useGauge, useSuspended } from '../../stores/gauge-store.ts';
import { selectComponent, selectDefinition, selectRun, useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Cell, GridHead, GridRow, HeadCell, PlainRow } from '../../ui/grid-cells.tsx';
import rows from '../../ui/rows.module.css';
import { StaleContext } from '../../ui/stale.ts';
import { type ComponentGroup, componentLook } from '../../words/component-look.ts';
import { probeWords, stateWords } from '../../words/component-words.ts';
import { selectChecked, setChecked, toggleChecked, useChecked } from './checked-store.ts';
import { ComponentGlyph } from './component-glyph.tsx';
import css from './component-line.module.css';
import type { ComponentItem } from './component-order.ts';
import { componentVersions } from './component-versions.ts';
import { Since } from './since.tsx';

/** Before the id of a line this gives the id of its element. */
export const COMPONENT_ROW_PREFIX = 'component-';

const GROUP_WORDS: Readonly<Record<ComponentGroup, string>> = {
  failing: 'Failing',
  moving: 'Moving',
  running: 'Running',
  off: 'Off',
};

/** The head of the columns, in the same grid as the lines; its check takes all that are listed. */
export function ComponentHead({ names }: { readonly names: readonly string[] }) {
  const checked = useChecked(selectChecked);
  const some = names.some((name) => checked.has(name));
  const all = some && names.every((name) => checked.has(name));
  return (
    <GridHead className={css['line']}>
      <HeadCell className={css['check']}>
        <input
          type="checkbox"
          aria-label="Check all that are listed"
          checked={all}
          ref={(box) => {
            if (box) box.indeterminate = some && !all;
          }}
          onChange={() => setChecked(all ? [] : names)}
          data-testid="check-all"
        />
      </HeadCell>
      <HeadCell>status</HeadCell>
      <HeadCell>name</HeadCell>
      <HeadCell className={css['type']}>type</HeadCell>
      <HeadCell>disk</HeadCell>
      <HeadCell>loaded</HeadCell>
      <HeadCell>running</HeadCell>
      <HeadCell className={rows['number']}>since</HeadCell>
      <HeadCell className={rows['number']}>restarts</HeadCell>
      <HeadCell className={classes(rows['number'], css['cpu'])}>CPU %</HeadCell>
      <HeadCell className={classes(rows['number'], css['memory'])}>MiB</HeadCell>
      <HeadCell className={css['needs']}>needs</HeadCell>
      <HeadCell>probe</HeadCell>
    </GridHead>
  );
}

interface LineProps {
  readonly item: ComponentItem;
  readonly selected: boolean;
  readonly onSelect: (name: string) => void;
}

/** One line of the table: the head of a group, or a component that follows its own state. */
export const ComponentLine = memo(function ComponentLine({ item, selected, onSelect }: LineProps) {
  if (item.sort === 'group') return <GroupLine item={item} />;
  return <NamedLine name={item.id} selected={selected} onSelect={onSelect} />;
});

function GroupLine({ item }: { readonly item: Extract<ComponentItem, { sort: 'group' }> }) {
  return (
    <PlainRow className={rows['group']} testId={`row-${item.id}`}>
      {GROUP_WORDS[item.group]} <span className={css['groupCount']}>{formatCount(item.count)}</span>
    </PlainRow>
  );
}

interface NamedLineProps {
  readonly name: string;
  readonly selected: boolean;
  readonly onSelect: (name: string) => void;
}

function NamedLine({ name, selected, onSelect }: NamedLineProps) {
  const component = useWorkspace(selectComponent(name));
  const isChecked = useChecked(({ names }) => names.has(name));
  return (
    <GridRow
      domId={`${COMPONENT_ROW_PREFIX}${name}`}
      testId={`row-${name}`}
      className={classes(css['line'], component && isOff(component) && css['off'])}
      selected={selected}
      onSelect={() => onSelect(name)}
    >
      <Cell className={css['check']}>
        <input
          type="checkbox"
          aria-label={`Check ${name}`}
          className={css['box']}
          checked={isChecked}
          tabIndex={-1}
          onChange={() => toggleChecked(name)}
          onClick={(event) => event.stopPropagation()}
          data-testid={`check-${name}`}
        />
      </Cell>
      {component ? <ComponentCells component={component} /> : null}
    </GridRow>
  );
}

function ComponentCells({ component }: { readonly component: Component }) {
  const { name, type, restarts, dependsOn, error, escaped } = component;
  const definition = useWorkspace(selectDefinition(component.definition));
  const run = useWorkspace(selectRun(component.run));
  const measured = useGauge('usage')?.[name];
  // What was measured last may be of a process that has ended since.
  const usage = component.pid === null ? undefined : measured;
  const suspended = useSuspended(component);
  const state = stateWords(component, run);
  const words = suspended === null ? state : `suspended, ${state}`;
  const probe = probeWords(component);
  const needs = Object.keys(dependsOn).join(', ');
  const isStale = use(StaleContext);
  const tone = component.state === 'degraded' || escaped > 0 ? css['warn'] : error !== null ? css['bad'] : rows['soft'];
  const probeTone = isStale ? rows['soft'] : tone;
  return (
    <>
      <Cell className={rows['status']} title={words}>
        {suspended === null ? <ComponentGlyph component={component} /> : <Glyph name="warning" />}
        <span className={css['word']}>{escaped > 0 ? componentLook(component).word : words}</span>
      </Cell>
      <Cell className={rows['name']} title={name}>
        {name}
      </Cell>
      <Cell className={classes(rows['soft'], css['type'])} title={type}>
        {type}
      </Cell>
      {componentVersions(component, definition, run).map(({ place, text, differs }) => (
        <Cell key={place} className={differs ? css['differs'] : undefined} title={text}>
          {text}
        </Cell>
      ))}
      <Cell className={rows['number']}>
        <Since at={component.since} />
      </Cell>
      <Cell className={classes(rows['number'], restarts > 0 ? css['strong'] : rows['faint'])}>
        {formatCount(restarts)}
      </Cell>
      <Cell className={classes(rows['number'], css['cpu'])}>{usage ? usage.cpu.toFixed(1) : '—'}</Cell>
      <Cell className={classes(rows['number'], css['memory'])}>
        {usage ? formatCount(Math.round(usage.memory / 1_048_576)) : '—'}
      </Cell>
      {escaped > 0 ? null : (
        <Cell className={classes(rows['soft'], css['needs'])} title={needs}>
          {needs === '' ? '—' : needs}
        </Cell>
      )}
      <Cell className={classes(probeTone, escaped > 0 && css['wide'])} title={probe}>
        {probe}
      </Cell>
    </>
  );
}

function isOff({ state, escaped }: Component): boolean {
  return escaped === 0 && (state === 'stopped' || state === 'disabled' || state === 'completed');
}
