import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../ui/button.tsx';
import css from './dock.module.css';

interface DockBarProps {
  readonly title: string;
  readonly note: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** The fixed row on top of what stands below the list: a text, or a comparison. */
export function DockBar({ title, note, onClose, children }: DockBarProps) {
  return (
    <header className={css['bar']}>
      <h2 className={css['title']} title={title}>
        {title}
      </h2>
      <span className={css['note']} role="status">
        {note}
      </span>
      {children}
      <IconButton label="Close the lower pane" onClick={onClose}>
        <X />
      </IconButton>
    </header>
  );
}
