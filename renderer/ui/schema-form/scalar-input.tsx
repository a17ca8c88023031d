import { formatValue } from '../../lib/format.ts';
import type { FormField, ScalarField } from './form-field.ts';
import css from './schema-form.module.css';

interface ScalarInputProps {
  readonly id: string;
  /** Where no label of its own stands beside it. */
  readonly label?: string;
  readonly field: ScalarField | Extract<FormField, { sort: 'json' }>;
  readonly typed: string;
  readonly isFaulty: boolean;
  /** A text below the label says what it is for. */
  readonly hasAbout: boolean;
  readonly onChange: (typed: string) => void;
}

/** The one control of a field. */
export function ScalarInput({ id, label, field, typed, isFaulty, hasAbout, onChange }: ScalarInputProps) {
  const described = [hasAbout ? `${id}-about` : '', isFaulty ? `${id}-fault` : ''].filter((part) => part !== '');
  const same = {
    id,
    'aria-label': label,
    'aria-invalid': isFaulty || undefined,
    'aria-required': (field.isRequired && field.sort !== 'flag') || undefined,
    'aria-describedby': described.length === 0 ? undefined : described.join(' '),
    'data-testid': `input-${field.path}`,
  };
  if (field.sort === 'flag' && field.isRequired) {
    return (
      <input
        {...same}
        type="checkbox"
        className={css['check']}
        checked={typed === 'true'}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    );
  }
  if (field.sort === 'flag' || field.sort === 'choice') {
    const options =
      field.sort === 'flag' ? FLAGS : field.options.map((option, at) => [String(at), formatValue(option)]);
    return (
      <select
        {...same}
        className={css['input']}
        value={typed}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="">{field.isRequired ? 'choose one' : 'not set'}</option>
        {options.map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    );
  }
  if (field.sort === 'json' || (field.sort === 'text' && !field.isSecret)) {
    return (
      <textarea
        {...same}
        className={css['area']}
        value={typed}
        rows={field.sort === 'json' ? 4 : 1}
        data-json={field.sort === 'json' || undefined}
        spellCheck={false}
        placeholder={field.sort === 'json' ? 'JSON' : (field.format ?? undefined)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <input
      {...same}
      className={css['input']}
      type={field.sort === 'text' && field.isSecret ? 'password' : 'text'}
      inputMode={field.sort === 'number' ? 'decimal' : undefined}
      data-number={field.sort === 'number' || undefined}
      value={typed}
      autoComplete="off"
      spellCheck={false}
      placeholder={field.sort === 'number' ? (field.isInteger ? 'whole number' : 'number') : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const FLAGS: readonly (readonly [string, string])[] = [
  ['true', 'yes'],
  ['false', 'no'],
];
