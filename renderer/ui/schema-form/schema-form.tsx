import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../button.tsx';
import type { Draft, FormField } from './form-field.ts';
import { ScalarInput } from './scalar-input.tsx';
import css from './schema-form.module.css';

interface SchemaFormProps {
  readonly fields: readonly FormField[];
  readonly draft: Draft;
  /** What is wrong, by path. */
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (path: string, typed: string | readonly string[]) => void;
}

/** A form for values that a JSON schema describes. */
export function SchemaForm({ fields, draft, faults, onChange }: SchemaFormProps) {
  return (
    <div className={css['fields']}>
      {fields.map((field) =>
        field.sort === 'group' ? (
          <fieldset key={field.path} className={css['group']}>
            <legend className={css['label']}>
              {field.title}
              <Needed isRequired={field.isRequired} />
            </legend>
            {field.description === '' ? null : <p className={css['about']}>{field.description}</p>}
            <SchemaForm fields={field.fields} draft={draft} faults={faults} onChange={onChange} />
          </fieldset>
        ) : (
          <Field key={field.path} field={field} draft={draft} faults={faults} onChange={onChange} />
        ),
      )}
    </div>
  );
}

interface FieldProps extends Omit<SchemaFormProps, 'fields'> {
  readonly field: Exclude<FormField, { sort: 'group' }>;
}

function Field({ field, draft, faults, onChange }: FieldProps) {
  const id = useId();
  const { path, title, name, description, isRequired } = field;
  const typed = draft[path] ?? '';
  const fault = faults[path];
  return (
    <div className={css['field']} data-testid={`field-${path}`}>
      <label className={css['label']} htmlFor={id}>
        {title}
        {title === name ? null : <code className={css['name']}>{name}</code>}
        <Needed isRequired={isRequired} />
      </label>
      {description === '' ? null : (
        <p id={`${id}-about`} className={css['about']}>
          {description}
        </p>
      )}
      {field.sort === 'list' ? (
        <ListInput
          id={id}
          field={field}
          typed={typeof typed === 'string' ? [] : typed}
          faults={faults}
          onChange={onChange}
        />
      ) : (
        <ScalarInput
          id={id}
          field={field}
          typed={typeof typed === 'string' ? typed : ''}
          isFaulty={fault !== undefined}
          hasAbout={description !== ''}
          onChange={(next) => onChange(path, next)}
        />
      )}
      {fault === undefined ? null : (
        <p id={`${id}-fault`} className={css['fault']} role="alert">
          {title} {fault}.
        </p>
      )}
    </div>
  );
}

interface ListInputProps {
  readonly id: string;
  readonly field: Extract<FormField, { sort: 'list' }>;
  readonly typed: readonly string[];
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (path: string, typed: readonly string[]) => void;
}

function ListInput({ id, field, typed, faults, onChange }: ListInputProps) {
  const { path, item, title } = field;
  return (
    <div className={css['list']}>
      {typed.map((text, index) => {
        const fault = faults[`${path}[${index}]`];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a value of a list has no name but its place
          <div key={index} className={css['listed']}>
            <ScalarInput
              id={index === 0 ? id : `${id}-${index}`}
              label={`${title} ${index + 1}`}
              field={item}
              typed={text}
              isFaulty={fault !== undefined}
              hasAbout={false}
              onChange={(next) => onChange(path, typed.with(index, next))}
            />
            <IconButton
              label={`Remove ${title} ${index + 1}`}
              onClick={() => onChange(path, typed.toSpliced(index, 1))}
            >
              <X />
            </IconButton>
            {fault === undefined ? null : (
              <p id={`${index === 0 ? id : `${id}-${index}`}-fault`} className={css['fault']} role="alert">
                {title} {index + 1} {fault}.
              </p>
            )}
          </div>
        );
      })}
      <Button
        kind="quiet"
        icon={<Plus aria-hidden />}
        testId={`add-${path}`}
        onClick={() => onChange(path, [...typed, item.sort === 'flag' ? 'false' : ''])}
      >
        Add to {title}
      </Button>
    </div>
  );
}

function Needed({ isRequired }: { readonly isRequired: boolean }) {
  return isRequired ? <span className={css['needed']}>required</span> : null;
}
