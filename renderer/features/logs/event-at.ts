import type { Envelope } from '../../../shared/envelope.ts';
import { formatPosition } from '../../../shared/position.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { tell, tellFailure } from '../../stores/toast-store.ts';
import { openOn } from '../../stores/ui-store.ts';

/** Shows what had just happened at a position of the journal; a line knows its number but not the start of the host. */
export async function openEventAt(seq: number): Promise<void> {
  try {
    const { events } = await ask('events', { before: seq + 1, limit: 1 });
    const [event] = events as unknown as readonly Envelope[];
    if (event) openOn('reloads', formatPosition(event));
    else tell('The journal does not reach back to that moment');
  } catch (thrown) {
    tellFailure('The event was not found', asAppError(thrown));
  }
}
