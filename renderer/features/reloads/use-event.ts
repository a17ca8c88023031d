import { useMemo, useSyncExternalStore } from 'react';
import type { Envelope } from '../../../shared/envelope.ts';
import { formatPosition } from '../../../shared/position.ts';
import { history } from '../../stores/history.ts';

/** The event at a position: from the history when it is there, so that it shows at once, else as it was asked for. */
export function useEvent(position: string, asked: Envelope | null | undefined): Envelope | null {
  const look = useMemo(() => {
    const seq = Number(position.slice(position.indexOf(':') + 1));
    let kept: Envelope | null = null;
    // An event never changes: once found, nothing that arrives is a reason to look again.
    return () => {
      if (kept) return kept;
      const found = eventOfSeq(history.events(), seq);
      if (found && formatPosition(found) === position) kept = found;
      return kept;
    };
  }, [position]);
  return useSyncExternalStore(history.subscribe, look) ?? asked ?? null;
}

/** The event of a number among events in order; null when it is not one of them. */
export function eventOfSeq(events: readonly Envelope[], seq: number): Envelope | null {
  const found = events[indexOfSeq(events, seq)];
  return found?.seq === seq ? found : null;
}

/** Where a number stands among events in order, by halving. */
export function indexOfSeq(events: readonly { readonly seq: number }[], seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
