import type { Component } from '../../../shared/component-state.ts';
import { useSuspended } from '../../stores/gauge-store.ts';
import css from './inspector-parts.module.css';

/** That a process of a component does not run although it is alive, and what lets it go on. */
export function SuspendedNote({ component }: { readonly component: Pick<Component, 'name' | 'pid'> | undefined }) {
  const pid = useSuspended(component);
  if (pid === null) return null;
  return (
    <p className={css['suspended']} data-testid="suspended">
      Process {pid} is suspended. Let it go on: <code>kill -CONT {pid}</code>. A debugger may hold it.
    </p>
  );
}
