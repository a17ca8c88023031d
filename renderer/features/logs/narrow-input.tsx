import { type KeyboardEvent, type Ref, useState } from 'react';
import type { LogPattern } from '../../../shared/log.ts';
import css from './bars.module.css';
import { readNarrowing } from './narrow-text.ts';

interface NarrowInputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onAdd: (how: 'include' | 'exclude', pattern: LogPattern) => void;
  readonly onLeave: () => void;
  readonly ref: Ref<HTMLInputElement>;
}

/** Where a filter is typed; Enter makes a chip of it. What cannot be read stays, with the reason. */
export function NarrowInput({ value, onChange, onAdd, onLeave, ref }: NarrowInputProps) {
  const [isTried, setIsTried] = useState(false);
  const read = readNarrowing(value);
  const error = isTried && read !== null && !read.ok ? read.reason : null;

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter') {
      setIsTried(true);
      if (read?.ok) {
        onAdd(read.how, read.pattern);
        onChange('');
        setIsTried(false);
      }
    } else if (event.key === 'Escape') {
      event.nativeEvent.stopImmediatePropagation();
      if (value === '') onLeave();
      else onChange('');
    } else return;
    event.preventDefault();
  }

  return (
    <>
      <span className={css['narrow']} data-bad={error !== null || undefined}>
        <input
          ref={ref}
          type="text"
          value={value}
          placeholder="only with…  -without  /regex/"
          aria-label="Only lines with this text; a minus before it hides them, slashes around it make it a regular expression"
          aria-invalid={error !== null || undefined}
          aria-describedby={error === null ? undefined : 'log-narrow-error'}
          autoComplete="off"
          spellCheck={false}
          data-testid="log-narrow"
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </span>
      {error === null ? null : (
        <span id="log-narrow-error" className={css['error']} title={error} role="status" data-testid="log-narrow-error">
          {error}
        </span>
      )}
    </>
  );
}
