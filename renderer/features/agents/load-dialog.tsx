import { useId, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Confirm } from '../../ui/confirm.tsx';
import css from './inspector-parts.module.css';
import { loadAgent } from './load-agent.ts';

/** Loads an agent by its reference, without a component that keeps it. It closes when there is a connection to look at. */
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
    const refused = await loadAgent(ref.trim(), workDir.trim());
    if (refused === null) return onClose();
    setError(refused);
    setIsBusy(false);
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
        onSubmit={(event) => event.preventDefault()}
        // Browsers submit a form of several fields by a button in it only; ours is in the foot of the dialog.
        onKeyDown={(event) => {
          if (event.key === 'Enter') void load();
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
          data-testid="load-dir"
          onChange={(event) => setWorkDir(event.currentTarget.value)}
        />
        <p className={css['soft']}>
          It is looked for on disk first, then in the stores that are set up, and runs until it is closed.
        </p>
      </form>
    </Confirm>
  );
}
