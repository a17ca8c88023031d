import { useState } from 'react';
import { asAppError } from '../../client/calls.ts';
import { Button } from '../../ui/button.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Words } from '../../ui/words.tsx';
import { Control } from './control.tsx';
import type { RowView } from './rows.ts';
import css from './setting-line.module.css';

interface SettingLineProps {
  readonly row: RowView;
  readonly isSelected: boolean;
  /** Why nothing can be changed now. */
  readonly off: string | undefined;
  /** Saves a value; null takes the setting out of its file. Throws AppError. */
  readonly onSet: (row: RowView, value: unknown) => Promise<void>;
  readonly onSelect: (id: string) => void;
}

/** One setting: what it is, its control, where its value comes from, and whether the host uses it. */
export function SettingLine({ row, isSelected, off, onSet, onSelect }: SettingLineProps) {
  const [fault, setFault] = useState<{ message: string; hint: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const describedBy = `says-${row.id}`;
  const locked = row.locked ?? off ?? null;

  async function set(value: unknown): Promise<void> {
    setBusy(true);
    try {
      await onSet(row, value);
      setFault(null);
    } catch (thrown) {
      setFault(asAppError(thrown));
    }
    setBusy(false);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields inside are what is operated; this only follows them
    <div
      className={css['line']}
      data-testid={`row-${row.id}`}
      data-selected={isSelected || undefined}
      aria-busy={isBusy || undefined}
      onFocus={() => onSelect(row.id)}
    >
      <div className={css['what']}>
        <span className={css['title']}>{row.title}</span>
        <code className={css['path']}>{row.path}</code>
        <p id={describedBy} className={css['says']}>
          <Words text={row.says} />
        </p>
      </div>
      <div className={css['value']}>
        <Control
          id={row.id}
          label={row.title}
          type={row.type}
          value={row.value}
          locked={locked}
          isBad={fault !== null || row.error !== null}
          describedBy={describedBy}
          onSet={(value) => void set(value)}
        />
        {row.differs === null ? null : <Differs differs={row.differs} />}
        {row.error === null ? null : <Fault message={row.error} />}
        {fault === null ? null : <Fault message={`Not saved: ${fault.message}`} hint={fault.hint} />}
      </div>
      <div className={css['source']}>
        <span className={css['from']}>{row.source}</span>
        {locked === null ? null : <span className={css['locked']}>{locked}</span>}
        {row.source === 'default' ? null : <span className={css['standard']}>default: {row.standard}</span>}
        {row.canReset && locked === null ? (
          <Button kind="quiet" onClick={() => void set(null)} testId={`reset-${row.id}`}>
            Reset to default
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function Differs({ differs }: { readonly differs: NonNullable<RowView['differs']> }) {
  return (
    <p className={css['differs']} data-testid="differs">
      <Glyph name="differs" />
      <span>
        in use: <b>{differs.active}</b>; saved: <b>{differs.saved}</b>;{' '}
        {differs.why === 'restart' ? 'waits for a restart' : 'is being put in force'}
      </span>
    </p>
  );
}

function Fault({ message, hint = '' }: { readonly message: string; readonly hint?: string }) {
  return (
    <p className={css['fault']} role="alert">
      <Glyph name="failed" title="Error" />
      <span>
        <Words text={message} /> <Words text={hint} />
      </span>
    </p>
  );
}
