import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import css from './dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** One sentence below the title. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** The row of acts at the foot. */
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  readonly testId?: string;
}

/** A question or a short list on its own surface; Esc and a click outside close it. */
export function Dialog({ open, onClose, title, description, children, footer, wide = false, testId }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => next || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={css['backdrop']} />
        <Base.Popup className={css['popup']} data-wide={wide || undefined} data-testid={testId}>
          <Base.Title className={css['title']}>{title}</Base.Title>
          {description === undefined ? null : (
            <Base.Description className={css['description']} render={<div />}>
              {description}
            </Base.Description>
          )}
          {children === undefined ? null : <div className={css['content']}>{children}</div>}
          {footer === undefined ? null : <div className={css['footer']}>{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
