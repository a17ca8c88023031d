import { useDeferredValue, useId, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { tell } from '../../stores/toast-store.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinitions, useWorkspace } from '../../stores/workspace-store.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { attempt } from './acts.ts';
import css from './dialogs.module.css';
import { nameFault } from './name-fault.ts';

interface CreateDialogProps {
  /** The kind to begin with; null begins with the first one the workspace has. */
  readonly kind: string | null;
  readonly onClose: () => void;
}

/** Makes a new definition from the template of its kind; the text can be changed before it is written. */
export function CreateDialog({ kind: first, onClose }: CreateDialogProps) {
  const ids = { kind: useId(), name: useId(), text: useId() };
  const definitions = useWorkspace(selectDefinitions);
  const kinds = useAnswer('kinds', {}, 'kinds');
  const names = kinds.value?.kinds.map((entry) => entry.kind) ?? [];
  const [chosen, setChosen] = useState(first);
  const kind = chosen ?? names[0] ?? '';
  const [name, setName] = useState('');
  const [typed, setTyped] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const whyOff = useWhyOff('definition.create');

  const fault = kind === '' ? 'the kinds are not known yet' : nameFault(definitions, kind, name);
  const asked = useDeferredValue(fault === null ? name : '');
  const template = useAnswer('template', asked === '' ? null : { kind, name: asked }, `template ${kind}`);
  const text = typed ?? template.value?.text ?? '';

  async function confirm(): Promise<void> {
    if (isBusy || fault !== null || whyOff !== undefined) return;
    setIsBusy(true);
    setError(null);
    const input = typed === null ? { kind, name } : { kind, name, text: typed };
    const { result, error: failure } = await attempt('definition.create', input);
    setIsBusy(false);
    if (failure) {
      setError(failure);
      return;
    }
    tell(`${result.path} created`);
    onClose();
    openDefinition(result.id, 'text');
  }

  return (
    <Confirm
      open
      wide
      title="New definition"
      confirmLabel="Create"
      busy={isBusy ? 'Writing' : undefined}
      disabledReason={whyOff ?? fault ?? undefined}
      error={error ?? template.error ?? kinds.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <div className={css['field']}>
          <label className={css['label']} htmlFor={ids.kind}>
            Kind
          </label>
          <select
            id={ids.kind}
            className={css['input']}
            value={kind}
            data-testid="create-kind"
            onChange={(event) => setChosen(event.target.value)}
          >
            {(names.includes(kind) || kind === '' ? names : [kind, ...names]).map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </div>
        <div className={css['field']}>
          <label className={css['label']} htmlFor={ids.name}>
            Name
          </label>
          <input
            id={ids.name}
            className={css['input']}
            value={name}
            autoComplete="off"
            spellCheck={false}
            data-testid="create-name"
            onChange={(event) => setName(event.target.value)}
          />
          <p className={css['note']} role="status">
            {fault ?? (template.value ? `Will be written to ${template.value.path}.` : 'Looking up its template.')}
          </p>
        </div>
      </form>
      <div className={css['field']}>
        <label className={css['label']} htmlFor={ids.text}>
          Text
        </label>
        <textarea
          id={ids.text}
          className={css['textarea']}
          value={text}
          spellCheck={false}
          wrap="off"
          data-testid="create-text"
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
    </Confirm>
  );
}
