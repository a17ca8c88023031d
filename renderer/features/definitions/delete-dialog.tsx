import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { deleteDefinition } from './acts.ts';

/** Asks before a file is deleted; the toast that follows can bring it back. */
export function DeleteDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const definition = useWorkspace(selectDefinition(id));
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const whyOff = useWhyOff('definition.delete');
  const hash = definition?.disk?.hash;

  async function confirm(): Promise<void> {
    if (!definition) return;
    setIsBusy(true);
    const failure = await deleteDefinition(id, definition);
    setIsBusy(false);
    if (failure) setError(failure);
    else onClose();
  }

  return (
    <Confirm
      open
      danger
      title={`Delete ${id}?`}
      confirmLabel="Delete the file"
      busy={isBusy ? 'Deleting' : undefined}
      disabledReason={whyOff ?? (hash ? undefined : 'there is no readable file')}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>
        {definition?.path ?? id} is removed from the disk{' '}
        {definition?.loaded ? `and v${definition.loaded.version} stops serving.` : '; nothing had loaded from it.'} Undo
        stands in the strip for ten seconds.
      </p>
    </Confirm>
  );
}
