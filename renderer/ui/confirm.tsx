import type { ReactNode } from 'react';
import type { WireError } from '../../shared/errors.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNote } from './error-note.tsx';

interface ConfirmProps {
  readonly open: boolean;
  readonly title: string;
  /** What happens, and what stays as it is. */
  readonly children?: ReactNode;
  /** Names the act and its count: `Discard 31`. */
  readonly confirmLabel: string;
  /** The act takes something away. */
  readonly danger?: boolean;
  readonly busy?: string | undefined;
  readonly disabledReason?: string | undefined;
  readonly error?: Pick<WireError, 'message' | 'hint' | 'at'> | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly wide?: boolean;
}

/** Asks once before something that cannot be taken back, naming what it does. */
export function Confirm(props: ConfirmProps) {
  const {
    open,
    title,
    children,
    confirmLabel,
    danger = false,
    busy,
    disabledReason,
    error,
    onConfirm,
    onClose,
  } = props;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      wide={props.wide ?? false}
      testId="confirm"
      footer={
        <>
          <Button
            kind={danger ? 'danger' : 'primary'}
            busy={busy}
            disabledReason={disabledReason}
            onClick={onConfirm}
            testId="confirm-yes"
          >
            {confirmLabel}
          </Button>
          <Button kind="quiet" keys="Esc" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      {children}
      {error === undefined || error === null ? null : <ErrorNote error={error} />}
    </Dialog>
  );
}
