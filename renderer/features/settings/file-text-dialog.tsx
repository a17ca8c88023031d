import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { copyText } from '../../lib/copy-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import css from './settings.module.css';

interface FileTextDialogProps {
  readonly path: string;
  readonly onClose: () => void;
}

/** The text of the file with the workspace's settings, as it is on disk now. */
export function FileTextDialog({ path, onClose }: FileTextDialogProps) {
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    ask('config.text', {}).then(
      (answer) => setText(answer.hash === null ? '' : answer.text),
      (thrown: unknown) => setError(asAppError(thrown)),
    );
  }, []);
  return (
    <Dialog
      open
      onClose={onClose}
      title={path}
      description="What is saved here by any editor takes effect when it settles."
      wide
      testId="config-text"
      footer={
        <>
          <Button onClick={() => void copyText(path, 'the path')}>Copy path</Button>
          <Button kind="quiet" keys="Esc" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {error === null ? null : <ErrorNote error={error} />}
      {text === null ? null : (
        <ScrollBox as="section" label="Text of the file" className={css['text']}>
          <pre>{text === '' ? 'There is no such file yet; the first change made here creates it.' : text}</pre>
        </ScrollBox>
      )}
    </Dialog>
  );
}
