import type { Envelope } from '../../shared/envelope.ts';
import { fold } from '../../shared/fold.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { stateOf } from '../../shared/snapshot.ts';
import type { State } from '../../shared/state.ts';

/** What one turn of applying did. */
export interface Applied {
  readonly state: State;
  /** A snapshot replaced everything that was known. */
  readonly replaced: boolean;
  /** The events that were folded after it, in order. */
  readonly events: readonly Envelope[];
  /** Characters of the frames that are used up now. */
  readonly chars: number;
}

/** Frames of the journal that arrived and were not applied yet. */
export interface Inbox {
  /** A snapshot follows: what waits is worthless. */
  resync(): void;
  snap(text: string, last: boolean, chars: number): void;
  /** False when an event is missing between what is known and these: only a new connection helps. */
  events(events: readonly Envelope[], chars: number): boolean;
  /** Applies everything that waits. */
  apply(state: State): Applied;
}

/** Makes an inbox that expects the event after `seq`. */
export function createInbox(seq: number): Inbox {
  let expected = seq + 1;
  let parts: string[] | null = null;
  let snapshot: Snapshot | null = null;
  let waiting: Envelope[] = [];
  let waitingChars = 0;

  return {
    resync() {
      parts = [];
      snapshot = null;
      waiting = [];
    },
    snap(text, last, chars) {
      waitingChars += chars;
      parts?.push(text);
      if (!last || parts === null) return;
      snapshot = JSON.parse(parts.join('')) as Snapshot;
      parts = null;
      expected = snapshot.position.seq + 1;
    },
    events(events, chars) {
      waitingChars += chars;
      for (const event of events) {
        if (event.seq < expected) continue;
        if (event.seq > expected) return false;
        expected += 1;
        waiting.push(event);
      }
      return true;
    },
    apply(state) {
      const base = snapshot === null ? state : stateOf(snapshot);
      const applied = {
        state: fold(base, waiting),
        replaced: snapshot !== null,
        events: waiting,
        chars: waitingChars,
      };
      snapshot = null;
      waiting = [];
      waitingChars = 0;
      return applied;
    },
  };
}
