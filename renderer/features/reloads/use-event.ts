import { useMemo } from 'react';
import type { Envelope } from '../../../shared/envelope.ts';
import { formatPosition } from '../../../shared/position.ts';
import { useHistory } from '../../stores/history.ts';

/** The event at a position: from the history when it is there, so that it shows at once, else as it was asked for. */
export function useEvent(position: string, asked: Envelope | null | undefined): Envelope | null {
  const events = useHistory();
  const seq = Number(position.slice(position.indexOf(':') + 1));
  const kept = useMemo(() => {
    const found = events[indexOfSeq(events, seq)];
    return found && formatPosition(found) === position ? found : null;
  }, [events, seq, position]);
  return kept ?? asked ?? null;
}

/** Where a number stands among events in order, by halving. */
function indexOfSeq(events: readonly Envelope[], seq: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
