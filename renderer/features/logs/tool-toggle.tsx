import type { ReactNode } from 'react';
import css from './bars.module.css';

interface ToolToggleProps {
  /** What is so while it is on: its name for screen readers and its tooltip. */
  readonly label: string;
  readonly keys?: string;
  readonly isOn: boolean;
  /** Why it cannot be pressed now. */
  readonly disabledReason?: string | undefined;
  readonly onToggle: () => void;
  readonly children: ReactNode;
  readonly testId?: string;
}

/** A small button that is on or off. */
export function ToolToggle({ label, keys, isOn, disabledReason, onToggle, children, testId }: ToolToggleProps) {
  const isOff = disabledReason !== undefined;
  return (
    <button
      type="button"
      className={css['toggle']}
      aria-pressed={isOn}
      aria-label={label}
      aria-disabled={isOff || undefined}
      title={disabledReason ?? (keys === undefined ? label : `${label} (${keys})`)}
      data-testid={testId}
      onClick={isOff ? undefined : onToggle}
    >
      {children}
    </button>
  );
}
