import { type KeyboardEvent, useId, useState } from 'react';
import type { SettingType } from '../../../shared/actions/config.ts';
import css from './control.module.css';
import { draftOf, readDraft, sameValue, valueWords } from './setting-values.ts';

interface ControlProps {
  readonly id: string;
  readonly label: string;
  readonly type: SettingType;
  readonly value: unknown;
  /** Why it cannot be edited; the value is shown all the same. */
  readonly locked: string | null;
  readonly isBad: boolean;
  /** Id of what describes it. */
  readonly describedBy: string;
  readonly onSet: (value: unknown) => void;
}

/** The control that fits a setting's type. Enter or leaving the field saves, Esc brings the old value back. */
export function Control(props: ControlProps) {
  const { id, label, type, value, locked, onSet, describedBy, isBad } = props;
  const common = { id, 'aria-label': label, 'aria-describedby': describedBy, 'data-testid': `set-${id}` };
  if (type.is === 'switch')
    return (
      <span className={css['switchLine']}>
        <input
          {...common}
          type="checkbox"
          role="switch"
          className={css['switch']}
          checked={value === true}
          aria-checked={value === true}
          disabled={locked !== null}
          onChange={(event) => onSet(event.currentTarget.checked)}
        />
        <span className={css['unit']}>{value === true ? 'on' : 'off'}</span>
      </span>
    );
  if (type.is === 'choice')
    return (
      <select
        {...common}
        className={css['select']}
        value={String(value)}
        disabled={locked !== null}
        onChange={(event) => onSet(event.currentTarget.value)}
      >
        {type.choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    );
  if (locked !== null || type.is === 'maps')
    return (
      <span className={css['fixed']} data-testid={`set-${id}`}>
        {valueWords(type, value)}
      </span>
    );
  // A value that changed elsewhere begins a new draft.
  return <Draft key={draftOf(type, value)} {...props} isBad={isBad} />;
}

function Draft({ id, label, type, value, isBad, describedBy, onSet }: ControlProps) {
  const saved = draftOf(type, value);
  const [draft, setDraft] = useState(saved);
  // What was refused is not sent again by merely leaving the field.
  const [tried, setTried] = useState<string | null>(null);
  const hint = useId();
  const isLong = type.is === 'list' || type.is === 'numbers';

  function save(): void {
    const wanted = readDraft(type, draft);
    setTried(draft);
    if (!sameValue(wanted, value)) onSet(wanted);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.nativeEvent.stopImmediatePropagation();
      if (draft === saved) event.currentTarget.blur();
      else setDraft(saved);
    } else if (event.key === 'Enter' && (!isLong || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  }

  const common = {
    id,
    'aria-label': label,
    'aria-invalid': isBad || undefined,
    'aria-describedby': `${describedBy} ${hint}`,
    'data-testid': `set-${id}`,
    value: draft,
    spellCheck: false,
    onBlur: () => draft !== tried && save(),
    onKeyDown,
  };
  if (isLong)
    return (
      <span className={css['long']}>
        <textarea
          {...common}
          className={css['area']}
          rows={Math.min(8, Math.max(1, draft.split('\n').length))}
          onChange={(event) => setDraft(event.currentTarget.value)}
        />
        <span id={hint} className={css['unit']}>
          {type.is === 'list'
            ? `one a line, each ${type.each}`
            : `one a line: ${type.each}, a colon, ${type.unit || 'a number'}`}
        </span>
      </span>
    );
  return (
    <span className={css['short']}>
      <input
        {...common}
        type="text"
        inputMode={type.is === 'number' ? 'numeric' : 'text'}
        className={type.is === 'number' ? css['number'] : css['text']}
        autoComplete="off"
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <span id={hint} className={css['unit']}>
        {type.is === 'number' ? type.unit : ''}
      </span>
    </span>
  );
}
