import type { ReactNode } from 'react';
import css from './key.module.css';

/** The key that does what stands beside it. */
export function Key({ children }: { readonly children: ReactNode }) {
  return <kbd className={css['key']}>{children}</kbd>;
}
