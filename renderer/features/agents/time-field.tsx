import { useId } from 'react';
import { DEFAULT_SECONDS, MOST_SECONDS } from './call-time.ts';
import css from './tools-pane.module.css';

interface TimeFieldProps {
  readonly typed: string;
  readonly fault: string | null;
  readonly onChange: (typed: string) => void;
}

/** How long a call may go without an answer. */
export function TimeField({ typed, fault, onChange }: TimeFieldProps) {
  const id = useId();
  return (
    <div className={css['time']}>
      <label className={css['label']} htmlFor={id}>
        Time-out
      </label>
      <input
        id={id}
        className={css['seconds']}
        inputMode="decimal"
        value={typed}
        placeholder={String(DEFAULT_SECONDS)}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={fault !== null || undefined}
        aria-describedby={`${id}-about`}
        data-testid="tool-time"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span id={`${id}-about`} className={css['faint']}>
        seconds; {DEFAULT_SECONDS} when empty, {MOST_SECONDS} at most
      </span>
      {fault === null ? null : (
        <p className={css['fault']} role="alert">
          The time-out {fault}.
        </p>
      )}
    </div>
  );
}
