import {
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { useListKeys } from './use-list-keys.ts';
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
  /**
   * Lines keep nothing of their own: the element of a line may show another item later. A list whose items move all the
   * time is then written over in place, and not taken down and set up anew.
   */
  readonly reuse?: boolean;
  /** Lines that only say something, which the selection steps over. */
  readonly isPlain?: (item: T) => boolean;
  readonly onTop?: (atTop: boolean) => void;
  /** The last line came into sight. */
  readonly onEnd?: () => void;
  readonly ref?: Ref<GridHandle>;
}

/** Height of every line in px, as `--height-row`. */
const ROW_PX = 28;
/** Elements that take turns where lines are reused: more than ever are drawn at the same time. */
const REUSED = 512;

/** A list of any length: only what is in sight is drawn, one selection moves by keys, and the lines share one grid. */
export function VirtualGrid<T extends { readonly id: string }>(props: VirtualGridProps<T>) {
  const {
    label,
    idPrefix,
    items,
    head,
    render,
    selected,
    onSelect,
    onOpen,
    onClose,
    reuse,
    isPlain,
    onTop,
    onEnd,
    ref,
  } = props;
  const headId = useId();
  const list = useRef<VirtuosoHandle>(null);
  const scroller = useRef<HTMLElement | null>(null);
  const range = useRef<readonly [first: number, last: number]>([0, 0]);
  const [isDrawn, setIsDrawn] = useState(false);

  // The same function each time: for another one the list would measure itself again, in the middle of a frame.
  const keepScroller = useCallback((element: HTMLElement | Window | null) => {
    scroller.current = element instanceof HTMLElement ? element : null;
  }, []);

  useImperativeHandle(ref, () => ({
    toTop: () => list.current?.scrollToIndex({ index: 0 }),
    focus: () => scroller.current?.focus({ preventScroll: true }),
  }));
  useListKeys({
    ids: (isPlain ? items.filter((item) => !isPlain(item)) : items).map((item) => item.id),
    selected,
    onSelect,
    ...(onOpen ? { onOpen } : {}),
    ...(onClose ? { onClose } : {}),
  });

  const indexOfSelected = (): number => (selected === null ? -1 : items.findIndex((item) => item.id === selected));
  const isInRange = (index: number): boolean => index >= 0 && index >= range.current[0] && index <= range.current[1];
  const reveal = useEffectEvent(() => {
    const index = indexOfSelected();
    const [first, last] = range.current;
    setIsDrawn(isInRange(index));
    if (index >= 0 && (index <= first || index >= last)) list.current?.scrollIntoView({ index, behavior: 'auto' });
  });
  useEffect(() => {
    if (selected !== null) reveal();
  }, [selected]);

  return (
    <div className={css['grid']}>
      <div id={headId}>{head}</div>
      <Virtuoso
        ref={list}
        scrollerRef={keepScroller}
        className={css['lines']}
        role="treegrid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={items.length}
        // The names of the columns stand outside of what scrolls, and belong to it all the same.
        aria-owns={headId}
        aria-activedescendant={isDrawn && selected !== null ? `${idPrefix}${selected}` : undefined}
        data={items as T[]}
        fixedItemHeight={ROW_PX}
        computeItemKey={(index, item) => (reuse ? index % REUSED : item.id)}
        itemContent={(_, item) => render(item)}
        rangeChanged={({ startIndex, endIndex }) => {
          range.current = [startIndex, endIndex];
          setIsDrawn(isInRange(indexOfSelected()));
        }}
        {...(onTop ? { atTopStateChange: onTop } : {})}
        {...(onEnd ? { endReached: onEnd } : {})}
      />
    </div>
  );
}
