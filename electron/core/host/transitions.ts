import type { ComponentState } from '../../../shared/component-state.ts';

/** Where each state may lead. A step that is not here is a fault of the host, not of the component. */
export const TRANSITIONS: Readonly<Record<ComponentState, readonly ComponentState[]>> = {
  disabled: ['waiting'],
  waiting: ['starting', 'disabled', 'stopped'],
  starting: ['running', 'failed', 'backing-off', 'crashed', 'crash-looping', 'completed', 'stopping'],
  running: ['degraded', 'stopping', 'completed', 'backing-off', 'crashed', 'crash-looping'],
  degraded: ['running', 'stopping', 'completed', 'backing-off', 'crashed', 'crash-looping'],
  completed: ['waiting', 'disabled', 'stopped'],
  stopping: [
    'stopped',
    'disabled',
    'waiting',
    'backing-off',
    'completed',
    'crashed',
    'crash-looping',
    'failed',
    'unknown',
  ],
  stopped: ['waiting', 'disabled'],
  'backing-off': ['starting', 'waiting', 'disabled', 'stopped'],
  crashed: ['waiting', 'disabled', 'stopped'],
  'crash-looping': ['waiting', 'disabled', 'stopped'],
  failed: ['waiting', 'disabled', 'stopped'],
  unknown: ['stopped', 'running', 'waiting', 'disabled'],
};

/** Whether a component may go from one state to another. */
export function mayBecome(from: ComponentState, to: ComponentState): boolean {
  return TRANSITIONS[from].includes(to);
}

/** What is wanted: what the user said by hand, else the file; without either nothing is wanted. */
export function desiredOf(override: 'up' | 'down' | null, enabled: boolean): 'up' | 'down' {
  return override ?? (enabled ? 'up' : 'down');
}

/** Where a component rests when it is not wanted: `stopped` when taken down by hand, `disabled` when the file says so. */
export function restingState(override: 'up' | 'down' | null): 'stopped' | 'disabled' {
  return override === 'down' ? 'stopped' : 'disabled';
}
