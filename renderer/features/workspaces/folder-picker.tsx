import { CornerLeftUp, Folder } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import type { ActionOutput } from '../../../shared/actions/all.ts';
import type { AppError } from '../../../shared/errors.ts';
import { switchWorkspace } from '../../client/bind.ts';
import { act, asAppError, ask } from '../../client/calls.ts';
import { tell } from '../../stores/toast-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import css from './folder-picker.module.css';

type Listing = ActionOutput<'folders'>;

/** Walks the folders of the machine that runs the core, and opens one as a workspace. */
export function FolderPicker({ onClose }: { readonly onClose: () => void }) {
  const [listing, setListing] = useState<Listing | null>(null);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<AppError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const reason = useWhyOff('workspace.open');

  async function go(path?: string): Promise<void> {
    try {
      const answer = await ask('folders', path === undefined ? {} : { path });
      setListing(answer);
      setTyped(answer.path);
      setError(null);
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first listing is asked for once
  useEffect(() => {
    void go();
  }, []);

  async function open(): Promise<void> {
    setBusy(true);
    try {
      const { result } = await act('workspace.open', { path: typed });
      onClose();
      tell(`${result.name} is open${result.trusted ? '' : ', look-only until you trust it'}`);
      switchWorkspace(result.id);
    } catch (thrown) {
      setError(asAppError(thrown));
      setBusy(false);
    }
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    void go(typed);
  }

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Open folder"
      description="It is only looked at until you trust it."
      testId="open-folder"
      footer={
        <>
          <Button
            kind="primary"
            busy={isBusy ? 'Opening' : undefined}
            disabledReason={reason ?? (typed.trim() === '' ? 'choose a folder' : undefined)}
            onClick={() => void open()}
            testId="open-folder-yes"
          >
            Open this folder
          </Button>
          <Button kind="quiet" keys="Esc" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <form className={css['path']} onSubmit={onSubmit}>
        <input
          type="text"
          className={css['input']}
          value={typed}
          aria-label="Path of the folder"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="open-folder-path"
        />
        <Button onClick={() => void go(typed)}>Go</Button>
      </form>
      {error === null ? null : <ErrorNote error={error} />}
      <ul className={css['folders']} aria-label={`Folders in ${listing?.path ?? 'your home'}`}>
        {listing?.parent ? (
          <li>
            <button type="button" className={css['folder']} onClick={() => void go(listing.parent ?? undefined)}>
              <CornerLeftUp aria-hidden />
              up
            </button>
          </li>
        ) : null}
        {listing?.folders.map((name) => (
          <li key={name}>
            <button type="button" className={css['folder']} onClick={() => void go(joinFolder(listing.path, name))}>
              <Folder aria-hidden />
              {name}
            </button>
          </li>
        ))}
        {listing?.folders.length === 0 ? <li className={css['none']}>No folders in here.</li> : null}
      </ul>
    </Dialog>
  );
}

/** A folder's own folder: names come bare, or as whole paths. */
function joinFolder(path: string, name: string): string {
  if (name.startsWith('/') || /^[A-Za-z]:[\\/]/.test(name)) return name;
  const separator = path.includes('\\') && !path.includes('/') ? '\\' : '/';
  return path.endsWith(separator) ? path + name : path + separator + name;
}
