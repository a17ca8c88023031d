import { type ReactNode, type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { useListKeys } from '../../ui/use-list-keys.ts';
import css from './virtual-grid.module.css';

/** What a screen can ask of its list. */
export interface GridHandle {
  toTop(): void;
  focus(): void;
}

interface VirtualGridProps<T extends { readonly id: string }> {
  readonly label: string;
  /** Before the id of an item this gives the id of its element. */
  readonly idPrefix: string;
  readonly items: readonly T[];
  readonly head: ReactNode;
  readonly render: (item: T) => ReactNode;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  readonly onOpen?: (id: string) => void;
  readonly onClose?: () => void;
  readonly onTop?: (atTop: boolean) => void;
  /** The last line came into sight. */
  readonly onEnd?: () => void;
  readonly ref?: Ref<GridHandle>;
}

const ROWGROUP = { role: 'rowgroup' } as const;

/** Height of every line in px, as `--height-row`. */
const ROW_PX = 28;

/** A list of any length: only what is in sight is drawn, one selection moves by keys, and the lines share one grid. */
export function VirtualGrid<T extends { readonly id: string }>(props: VirtualGridProps<T>) {
  const { label, idPrefix, items, head, render, selected, onSelect, onOpen, onClose, onTop, onEnd, ref } = props;
  const list = useRef<VirtuosoHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<readonly [first: number, last: number]>([0, 0]);

  useImperativeHandle(ref, () => ({
    toTop: () => list.current?.scrollToIndex({ index: 0 }),
    focus: () => box.current?.focus({ preventScroll: true }),
  }));
  useListKeys({
    ids: items.map((item) => item.id),
    selected,
    onSelect,
    ...(onOpen ? { onOpen } : {}),
    ...(onClose ? { onClose } : {}),
  });

  const reveal = useEffectEvent((id: string) => {
    const index = items.findIndex((item) => item.id === id);
    const [first, last] = shown.current;
    if (index >= 0 && (index <= first || index >= last)) list.current?.scrollIntoView({ index, behavior: 'auto' });
  });
  useEffect(() => {
    if (selected !== null) reveal(selected);
  }, [selected]);

  const active = selected !== null && items.some((item) => item.id === selected);
  return (
    <div
      ref={box}
      className={css['grid']}
      {...{
        role: 'treegrid',
        tabIndex: 0,
        'aria-label': label,
        'aria-rowcount': items.length,
        'aria-activedescendant': active ? `${idPrefix}${selected}` : undefined,
      }}
    >
      <div {...ROWGROUP}>{head}</div>
      <Virtuoso
        ref={list}
        className={css['lines']}
        {...ROWGROUP}
        tabIndex={-1}
        data={items as T[]}
        fixedItemHeight={ROW_PX}
        computeItemKey={(_, item) => item.id}
        itemContent={(_, item) => render(item)}
        rangeChanged={({ startIndex, endIndex }) => {
          shown.current = [startIndex, endIndex];
        }}
        {...(onTop ? { atTopStateChange: onTop } : {})}
        {...(onEnd ? { endReached: onEnd } : {})}
      />
    </div>
  );
}
