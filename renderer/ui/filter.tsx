import { Search } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import css from './filter.module.css';
import { Key } from './key.tsx';
import { useHotkeys } from './use-hotkeys.ts';

interface FilterProps {
  readonly id: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder: string;
  /** Why the text is not used yet, e.g. a regular expression that is not finished; the old filter stays. */
  readonly error?: string | null | undefined;
  /** Where the arrow key down leads, so that a filtered list is one key away. */
  readonly onLeave?: () => void;
}

/** The box that narrows a list. "/" goes to it from anywhere, Esc empties it and then leaves it. */
export function Filter({ id, value, onChange, placeholder, error, onLeave }: FilterProps) {
  const input = useRef<HTMLInputElement>(null);
  useHotkeys({ '/': () => input.current?.focus() });

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.nativeEvent.stopImmediatePropagation();
      if (value === '') input.current?.blur();
      else onChange('');
    } else if (event.key === 'ArrowDown' && onLeave) {
      event.preventDefault();
      onLeave();
    }
  }

  const faulty = error !== undefined && error !== null;
  return (
    <span className={css['filter']} data-bad={faulty || undefined}>
      <Search aria-hidden />
      <input
        ref={input}
        id={id}
        type="text"
        className={css['input']}
        value={value}
        placeholder={placeholder}
        aria-label={placeholder}
        aria-invalid={faulty || undefined}
        aria-describedby={faulty ? `${id}-error` : undefined}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {value === '' ? <Key>/</Key> : null}
      {faulty ? (
        <span id={`${id}-error`} className={css['error']} role="status">
          {error}
        </span>
      ) : null}
    </span>
  );
}
