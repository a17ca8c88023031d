import type { ReactNode } from 'react';
import { formatCount } from '../lib/format.ts';
import css from './bar.module.css';

interface BarProps {
  readonly title: string;
  readonly count?: number | undefined;
  /** What stands beside the title: filter, chips. */
  readonly children?: ReactNode;
  readonly right?: ReactNode;
}

/** The fixed row on top of a screen: its name, what narrows it, what it can do. */
export function Bar({ title, count, children, right }: BarProps) {
  return (
    <header className={css['bar']}>
      <h1 className={css['title']}>{title}</h1>
      {count === undefined ? null : <span className={css['count']}>{formatCount(count)}</span>}
      {children}
      <span className={css['grow']} />
      {right}
    </header>
  );
}
