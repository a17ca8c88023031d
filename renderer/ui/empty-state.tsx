import type { ReactNode } from 'react';
import css from './empty-state.module.css';

interface EmptyStateProps {
  /** One sentence that says what is not there. */
  readonly title: string;
  /** What would make it appear. */
  readonly children?: ReactNode;
  /** The act that ends the emptiness. */
  readonly action?: ReactNode;
}

/** A list that has nothing to show says so, and how to change it. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={css['empty']} role="status">
      <p>{title}</p>
      {children === undefined ? null : <div className={css['text']}>{children}</div>}
      {action === undefined ? null : <div className={css['action']}>{action}</div>}
    </div>
  );
}
