import { useHotkeys } from './use-hotkeys.ts';

interface ListKeys {
  /** The ids of the rows in the order they are shown. */
  readonly ids: readonly string[];
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** Enter: open what is selected. */
  readonly onOpen?: (id: string) => void;
  /** Esc: close the inspector, forget the selection. */
  readonly onClose?: () => void;
  readonly active?: boolean;
}

const PAGE = 15;

/** Moves a selection through a list: arrows and j/k, page keys, Home, End, Enter, Esc. */
export function useListKeys({ ids, selected, onSelect, onOpen, onClose, active = true }: ListKeys): void {
  function move(by: number): void {
    const id = stepFrom(ids, selected, by);
    if (id !== null) onSelect(id);
  }
  const down = () => move(1);
  const up = () => move(-1);
  const pageDown = () => move(PAGE);
  const pageUp = () => move(-PAGE);
  const first = () => move(Number.NEGATIVE_INFINITY);
  const last = () => move(Number.POSITIVE_INFINITY);
  const open = () => (selected === null || !onOpen ? false : onOpen(selected));
  const close = () => (selected === null || !onClose ? false : onClose());
  useHotkeys(
    {
      ArrowDown: down,
      j: down,
      ArrowUp: up,
      k: up,
      PageDown: pageDown,
      PageUp: pageUp,
      Home: first,
      End: last,
      Enter: open,
      Escape: close,
    },
    active,
  );
}

/** The id `by` rows further on, held inside the list; the first (or last) row when nothing is selected. */
export function stepFrom(ids: readonly string[], selected: string | null, by: number): string | null {
  if (ids.length === 0) return null;
  const at = selected === null ? -1 : ids.indexOf(selected);
  if (at === -1) return (by >= 0 ? ids[by === Number.POSITIVE_INFINITY ? ids.length - 1 : 0] : ids[0]) ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))] ?? null;
}
