import { ArrowDown, ArrowUp, Search } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import { IconButton } from '../../ui/button.tsx';
import css from './bars.module.css';
import { ToolToggle } from './tool-toggle.tsx';
import type { Find } from './use-find.ts';

interface FindBoxProps {
  readonly find: Find;
  readonly onLeave: () => void;
  readonly ref: Ref<HTMLInputElement>;
}

/** The box that finds: Enter and Shift+Enter go on, Esc empties it and then leaves it. */
export function FindBox({ find, onLeave, ref }: FindBoxProps) {
  const { typed, error } = find;

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'Enter') find.next(event.shiftKey);
    else if (event.key === 'Escape') {
      event.nativeEvent.stopImmediatePropagation();
      if (typed.text === '') onLeave();
      else find.type({ text: '' });
    } else return;
    event.preventDefault();
  }

  return (
    <>
      <span className={css['find']} data-bad={error !== null || undefined}>
        <Search aria-hidden />
        <input
          ref={ref}
          type="text"
          value={typed.text}
          placeholder="Find in these lines"
          aria-label="Find in these lines"
          aria-invalid={error !== null || undefined}
          aria-describedby={error === null ? undefined : 'log-find-error'}
          autoComplete="off"
          spellCheck={false}
          data-testid="log-find"
          onChange={(event) => find.type({ text: event.currentTarget.value })}
          onKeyDown={onKeyDown}
        />
        <span className={css['found']} role="status" data-testid="log-found">
          {find.words}
        </span>
      </span>
      <span className={css['pair']}>
        <ToolToggle
          label="Regular expression"
          isOn={typed.regex}
          onToggle={() => find.type({ regex: !typed.regex })}
          testId="log-find-regex"
        >
          .*
        </ToolToggle>
        <ToolToggle
          label="Match case"
          isOn={typed.case}
          onToggle={() => find.type({ case: !typed.case })}
          testId="log-find-case"
        >
          Aa
        </ToolToggle>
      </span>
      <span className={css['steps']}>
        <IconButton label="Match before" keys="Shift F3" onClick={() => find.next(true)} testId="log-find-previous">
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton label="Next match" keys="F3" onClick={() => find.next(false)} testId="log-find-next">
          <ArrowDown aria-hidden />
        </IconButton>
      </span>
      {error === null ? null : (
        <span id="log-find-error" className={css['error']} title={error} role="status" data-testid="log-find-error">
          {error}
        </span>
      )}
    </>
  );
}
