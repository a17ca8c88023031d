import { useState } from 'react';
import { dismissToast, selectToasts, type Toast, useToasts } from '../../stores/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import css from './strip.module.css';

/** The newest of what was observed, in the strip where it covers nothing; a failure opens in full. */
export function StripToast() {
  const toasts = useToasts(selectToasts);
  const [opened, setOpened] = useState<Toast | null>(null);
  const newest = toasts.at(-1);
  return (
    <>
      <span role="status" className={css['toast']} hidden={newest === undefined} data-testid="toast">
        {newest === undefined ? null : <ToastLine toast={newest} count={toasts.length} onOpen={setOpened} />}
      </span>
      <Dialog
        open={opened !== null}
        onClose={() => setOpened(null)}
        title={opened?.text ?? ''}
        footer={
          <Button keys="Esc" onClick={() => setOpened(null)}>
            Close
          </Button>
        }
      >
        {opened?.error ? <ErrorNote error={opened.error} /> : null}
      </Dialog>
    </>
  );
}

interface ToastLineProps {
  readonly toast: Toast;
  readonly count: number;
  readonly onOpen: (toast: Toast) => void;
}

function ToastLine({ toast, count, onOpen }: ToastLineProps) {
  const text = toast.error === null ? toast.text : `${toast.text}: ${toast.error.message}`;
  function open(): void {
    dismissToast(toast.id);
    onOpen(toast);
  }
  return (
    <>
      <Glyph name={toast.tone === 'bad' ? 'failed' : 'reloaded'} />
      <span className={css['toastText']} title={text}>
        {text}
      </span>
      {toast.error === null ? null : (
        <button type="button" className={css['toastAct']} onClick={open}>
          details
        </button>
      )}
      {toast.action === null ? null : (
        <button type="button" className={css['toastAct']} onClick={() => runAct(toast)}>
          {toast.action.label}
        </button>
      )}
      {toast.tone === 'bad' ? (
        <button type="button" className={css['toastAct']} onClick={() => dismissToast(toast.id)}>
          dismiss
        </button>
      ) : null}
      {count > 1 ? <span className={css['faint']}>{count - 1} more</span> : null}
      <span className={css['separator']} />
    </>
  );
}

function runAct(toast: Toast): void {
  dismissToast(toast.id);
  toast.action?.run();
}
