import { useId, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { act, asAppError } from '../../client/calls.ts';
import { tell } from '../../stores/toast-store.ts';
import { openOn } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Confirm } from '../../ui/confirm.tsx';
import css from './inspector-parts.module.css';

/** Loads an agent by its reference, without a component that keeps it. */
export function LoadDialog({ onClose }: { readonly onClose: () => void }) {
  const ids = { ref: useId(), dir: useId() };
  const [ref, setRef] = useState('');
  const [workDir, setWorkDir] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const whyOff = useWhyOff('agent.load');

  async function load(): Promise<void> {
    if (isBusy || ref.trim() === '' || whyOff !== undefined) return;
    setIsBusy(true);
    setError(null);
    try {
      const options = workDir.trim() === '' ? {} : { workDir: workDir.trim() };
      const { result } = await act('agent.load', { ref: ref.trim(), options });
      tell(`${result.key} is ready at ${result.endpoint}`);
      onClose();
      openOn('agents', result.id);
    } catch (thrown) {
      setError(asAppError(thrown));
      setIsBusy(false);
    }
  }

  return (
    <Confirm
      open
      title="Load an agent"
      confirmLabel="Load 1 agent"
      busy={isBusy ? 'Loading' : undefined}
      disabledReason={whyOff ?? (ref.trim() === '' ? 'it needs a reference' : undefined)}
      error={error}
      onConfirm={() => void load()}
      onClose={onClose}
    >
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void load();
        }}
      >
        <label htmlFor={ids.ref}>Reference</label>
        <input
          id={ids.ref}
          className={css['input']}
          value={ref}
          autoComplete="off"
          spellCheck={false}
          placeholder="publisher/name:version"
          data-testid="load-ref"
          onChange={(event) => setRef(event.currentTarget.value)}
        />
        <label htmlFor={ids.dir}>Folder it works in</label>
        <input
          id={ids.dir}
          className={css['input']}
          value={workDir}
          autoComplete="off"
          spellCheck={false}
          placeholder="the folder of the workspace"
          onChange={(event) => setWorkDir(event.currentTarget.value)}
        />
        <p className={css['soft']}>
          It is looked for on disk first, then in the stores that are set up, and runs until it is closed.
        </p>
      </form>
    </Confirm>
  );
}
