import type { ComponentType } from 'react';
import type { Component, Orphan, Run } from '../../../shared/component-state.ts';

/** What the needs of components are put together from; the page gives it, so that Overview knows no other screen. */
export interface NeedParts {
  readonly CrashCard: ComponentType<{
    readonly component: Component;
    readonly run: Run | undefined;
    readonly isPrimary: boolean;
    readonly keys?: string | undefined;
  }>;
  readonly OrphanActs: ComponentType<{ readonly orphan: Orphan; readonly isPrimary?: boolean }>;
}

/** What every need is shown with. */
export interface NeedProps {
  readonly id: string;
  readonly isSelected: boolean;
  /** Shown with its evidence and acts, not as one line. */
  readonly isFull: boolean;
}

/** The element of a need, by its id. */
export function needElementId(id: string): string {
  return `need-element-${id}`;
}
