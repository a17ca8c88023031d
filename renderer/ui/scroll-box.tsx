import type { ReactNode, Ref } from 'react';
import { classes } from '../lib/classes.ts';
import css from './scroll-box.module.css';

interface ScrollBoxProps {
  readonly as: 'pre' | 'section' | 'figure';
  /** What is in it, for who hears the page. */
  readonly label: string;
  readonly ref?: Ref<HTMLElement>;
  readonly testId?: string;
  /** With a line around it, set off from the page. */
  readonly framed?: boolean;
  readonly className?: string | undefined;
  readonly children: ReactNode;
  readonly [data: `data-${string}`]: string;
}

/** What is longer than its place scrolls in it: the keyboard can reach it and scroll too, and it has a name. */
export function ScrollBox({ as, label, ref, testId, framed = false, className, children, ...data }: ScrollBoxProps) {
  // All three are plain elements; React's types tell their refs apart.
  const Tag = as as 'section';
  return (
    <Tag
      {...data}
      ref={ref}
      // The text element has no role of its own, and without one no name.
      role={as === 'pre' ? 'group' : undefined}
      className={classes(css['box'], framed && css['framed'], className)}
      aria-label={label}
      tabIndex={0}
      data-testid={testId}
    >
      {children}
    </Tag>
  );
}
