import type { ReactNode } from 'react';
import css from './dock.module.css';
import { DockBar } from './dock-bar.tsx';

interface TextShellProps {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly acts?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The pane around a text: its bar, and below it whatever is known. */
export function TextShell({ id, title, note = '', acts, onClose, children }: TextShellProps) {
  return (
    <section className={css['dock']} aria-label={`Text of ${id}`} data-testid="definition-text-pane">
      <DockBar title={title} note={note} onClose={onClose}>
        {acts}
      </DockBar>
      {children}
    </section>
  );
}
