import type { ReactNode, Ref } from 'react';
import css from './button.module.css';

export interface ButtonProps {
  /** `primary` at most once in a pane; `secondary` unless told. */
  readonly kind?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly icon?: ReactNode;
  /** The key that does the same, as it is shown. */
  readonly keys?: string | undefined;
  /** What is going on now; the button keeps its width and cannot be pressed. */
  readonly busy?: string | undefined;
  /** Why it cannot be pressed now: shown on hover and read out; the button stays reachable by keyboard. */
  readonly disabledReason?: string | undefined;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly testId?: string | undefined;
  readonly title?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** One act, in words. */
export function Button({
  kind = 'secondary',
  icon,
  keys,
  busy,
  disabledReason,
  onClick,
  children,
  testId,
  title,
  ref,
}: ButtonProps) {
  const off = busy !== undefined || disabledReason !== undefined;
  return (
    <button
      ref={ref}
      type="button"
      className={css['button']}
      data-kind={kind}
      data-testid={testId}
      aria-disabled={off || undefined}
      aria-busy={busy !== undefined || undefined}
      data-off={disabledReason !== undefined || undefined}
      title={disabledReason ?? title}
      onClick={off ? undefined : onClick}
    >
      {icon === undefined ? null : <span className={css['icon']}>{icon}</span>}
      <span className={css['stack']}>
        <span className={busy === undefined ? undefined : css['hidden']}>{children}</span>
        {busy === undefined ? null : <span>{busy}</span>}
      </span>
      {keys === undefined ? null : <kbd className={css['keys']}>{keys}</kbd>}
    </button>
  );
}

interface IconButtonProps {
  /** What it does: its name for screen readers and its tooltip. */
  readonly label: string;
  readonly keys?: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly testId?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** An act whose sign everybody knows (close, copy, theme); never for a destructive one. */
export function IconButton({ label, keys, onClick, children, testId, ref }: IconButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      className={css['iconButton']}
      aria-label={label}
      title={keys === undefined ? label : `${label} (${keys})`}
      data-testid={testId}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
