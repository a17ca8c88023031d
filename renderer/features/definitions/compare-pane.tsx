import { useId } from 'react';
import { useAnswer } from '../../client/use-answer.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import css from './dock.module.css';
import { DockBar } from './dock-bar.tsx';
import { FieldCompare } from './field-compare.tsx';
import { readSide, sideName, sideValue } from './sides.ts';
import { TextCompare } from './text-compare.tsx';

/** The two sides of a comparison: versions, or null for the file. */
export interface Sides {
  readonly from: number | null;
  readonly to: number | null;
}

interface ComparePaneProps {
  readonly id: string;
  readonly sides: Sides;
  readonly onSides: (sides: Sides) => void;
  readonly onClose: () => void;
}

/** Two versions of a definition, or a version and its file, compared by fields and by text. */
export function ComparePane({ id, sides, onSides, onClose }: ComparePaneProps) {
  const definition = useWorkspace(selectDefinition(id));
  const versions = useAnswer('versions', { id }, id, definition?.loaded?.version ?? 0);
  const stored = versions.value?.versions.map((entry) => entry.version) ?? [];
  const known = [...new Set([...stored, ...[sides.from, sides.to].filter((side) => side !== null)])];
  const choices = [null, ...known.sort((one, other) => other - one)];
  return (
    <section className={css['dock']} aria-label={`Comparison of ${id}`} data-testid="definition-compare-pane">
      <DockBar title={`Compare ${id}`} note="" onClose={onClose}>
        <span className={css['choices']}>
          <Side label="−" value={sides.from} choices={choices} onChange={(from) => onSides({ ...sides, from })} />
          <Side label="+" value={sides.to} choices={choices} onChange={(to) => onSides({ ...sides, to })} />
        </span>
      </DockBar>
      <div className={css['pad']}>
        <h3 className={css['heading']}>Fields</h3>
        <FieldCompare id={id} {...sides} />
        <h3 className={css['heading']}>Text</h3>
        <TextCompare id={id} {...sides} />
      </div>
    </section>
  );
}

interface SideProps {
  readonly label: string;
  readonly value: number | null;
  readonly choices: readonly (number | null)[];
  readonly onChange: (version: number | null) => void;
}

function Side({ label, value, choices, onChange }: SideProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} aria-label={label === '−' ? 'Before' : 'After'}>
        {label}
      </label>
      <select
        id={id}
        className={css['select']}
        value={sideValue(value)}
        onChange={(event) => onChange(readSide(event.target.value))}
      >
        {choices.map((choice) => (
          <option key={sideValue(choice)} value={sideValue(choice)}>
            {sideName(choice)}
          </option>
        ))}
      </select>
    </>
  );
}
