import { useId, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { tell } from '../../stores/toast-store.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, selectDefinitions, useWorkspace } from '../../stores/workspace-store.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { attempt } from './acts.ts';
import css from './dialogs.module.css';
import { nameFault } from './name-fault.ts';

interface NameDialogProps {
  readonly id: string;
  readonly sort: 'rename' | 'duplicate';
  readonly onClose: () => void;
}

/** Asks for a new name: to move a definition there, or to write a copy of its file. */
export function NameDialog({ id, sort, onClose }: NameDialogProps) {
  const field = useId();
  const definition = useWorkspace(selectDefinition(id));
  const definitions = useWorkspace(selectDefinitions);
  const { kind = '', name = '' } = definition ?? {};
  const [to, setTo] = useState(sort === 'rename' ? name : `${name}-copy`);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const whyOff = useWhyOff(sort === 'rename' ? 'definition.rename' : 'definition.create');
  const fault = to === name ? 'choose another name' : nameFault(definitions, kind, to);

  async function confirm(): Promise<void> {
    if (isBusy || fault !== null || whyOff !== undefined) return;
    setIsBusy(true);
    setError(null);
    const failure = sort === 'rename' ? await rename(id, to) : await duplicate(id, kind, to, definition?.path ?? '');
    setIsBusy(false);
    if (failure) {
      setError(failure);
      return;
    }
    tell(sort === 'rename' ? `${id} is now ${kind}/${to}` : `${kind}/${to} is a copy of ${id}`);
    onClose();
    openDefinition(`${kind}/${to}`);
  }

  return (
    <Confirm
      open
      title={sort === 'rename' ? `Rename ${id}` : `Duplicate ${id}`}
      confirmLabel={sort === 'rename' ? 'Rename' : 'Duplicate'}
      busy={isBusy ? 'Writing' : undefined}
      disabledReason={whyOff ?? fault ?? undefined}
      error={error}
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
          <label className={css['label']} htmlFor={field}>
            New name in {kind}
          </label>
          <input
            id={field}
            className={css['input']}
            value={to}
            autoComplete="off"
            spellCheck={false}
            data-testid="definition-name"
            onChange={(event) => setTo(event.target.value)}
          />
          <p className={css['note']} role="status">
            {fault ?? (sort === 'rename' ? `${definition?.path ?? id} moves with it.` : `${id} stays as it is.`)}
          </p>
        </div>
      </form>
    </Confirm>
  );
}

async function rename(id: string, to: string): Promise<AppError | null> {
  return (await attempt('definition.rename', { id, to })).error;
}

/** Writes a copy beside the definition, in the same format: JSON stays JSON. */
async function duplicate(id: string, kind: string, name: string, path: string): Promise<AppError | null> {
  try {
    const { text } = await ask('definition.read', { id });
    const ending = /\.[^./]+$/.exec(path)?.[0] ?? '.yaml';
    return (await attempt('definition.create', { kind, name, text, path: `${kind}/${name}${ending}` })).error;
  } catch (thrown) {
    return asAppError(thrown);
  }
}
