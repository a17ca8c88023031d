import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { Key } from './key.tsx';
import css from './menu.module.css';

/** One line of a menu, or `'separator'`. */
export type MenuEntry =
  | 'separator'
  | {
      readonly id: string;
      readonly label: ReactNode;
      readonly icon?: ReactNode;
      readonly keys?: string;
      /** Said in the line's second column, e.g. what it will do. */
      readonly note?: string;
      readonly disabledReason?: string | undefined;
      readonly danger?: boolean;
      readonly onSelect: () => void;
    };

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'end';
  readonly testId?: string;
}

/** A list of acts behind a button; unavailable ones stay listed with their reason. */
export function Menu({ trigger, entries, align = 'start', testId }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className={css['positioner']}>
          <Base.Popup className={css['menu']} data-testid={testId}>
            {entries.map((entry, index) =>
              entry === 'separator' ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: separators have no other name
                <Base.Separator key={index} className={css['separator']} />
              ) : (
                <Base.Item
                  key={entry.id}
                  className={css['item']}
                  data-danger={entry.danger || undefined}
                  data-testid={`menu-${entry.id}`}
                  disabled={entry.disabledReason !== undefined}
                  onClick={entry.onSelect}
                >
                  <span className={css['icon']}>{entry.icon}</span>
                  <span className={css['label']}>{entry.label}</span>
                  <span className={css['note']}>{entry.disabledReason ?? entry.note}</span>
                  {entry.keys === undefined ? null : <Key>{entry.keys}</Key>}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
