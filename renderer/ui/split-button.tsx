import { Popover } from '@base-ui/react/popover';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import css from './split-button.module.css';

interface SplitButtonProps {
  readonly kind?: ButtonProps['kind'];
  /** The act, in words. */
  readonly label: string;
  readonly keys?: string | undefined;
  readonly busy?: string | undefined;
  readonly disabledReason?: string | undefined;
  /** What the button itself does. */
  readonly onClick: () => void;
  /** Says what stands behind the arrow. */
  readonly moreLabel: string;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** What stands behind the arrow: choices, a preview, the act that confirms. */
  readonly children: ReactNode;
  readonly testId: string;
}

/** An act with its usual reach on the button, and every other reach behind its arrow. */
export function SplitButton(props: SplitButtonProps) {
  const {
    kind = 'secondary',
    label,
    keys,
    busy,
    disabledReason,
    onClick,
    moreLabel,
    open,
    onOpen,
    children,
    testId,
  } = props;
  return (
    <span className={css['split']} data-kind={kind}>
      <Button
        kind={kind}
        keys={keys}
        busy={busy}
        disabledReason={disabledReason}
        onClick={onClick}
        testId={testId}
        title={label}
      >
        {label}
      </Button>
      <Popover.Root open={open} onOpenChange={(next) => onOpen(next)}>
        <Popover.Trigger
          render={
            <button
              type="button"
              className={css['arrow']}
              aria-disabled={disabledReason !== undefined || undefined}
              data-off={disabledReason !== undefined || undefined}
              aria-label={moreLabel}
              title={disabledReason ?? moreLabel}
              data-testid={`${testId}-more`}
            />
          }
        >
          <ChevronDown aria-hidden />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner align="end" sideOffset={4} className={css['positioner']}>
            <Popover.Popup className={css['popup']} aria-label={moreLabel} data-testid={`${testId}-menu`}>
              {children}
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </span>
  );
}
