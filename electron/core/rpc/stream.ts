import type { Position } from '../../../shared/position.ts';
import { CREDIT_HIGH, CREDIT_LOW, FRAME_CHARS, type ServerFrame } from '../../../shared/rpc.ts';
import { snapshotText } from '../../../shared/snapshot-text.ts';
import type { State } from '../../../shared/state.ts';
import type { Journal } from '../journal/journal.ts';

/** The journal plane of one client: every event in order, or a snapshot and everything after it. */
export interface JournalStream {
  /** Begins after a position, or with a snapshot when that cannot be honoured. */
  start(since: Position | undefined): void;
  /** The client has applied this many characters. */
  ack(chars: number): void;
  /** Hidden clients get one frame a second. */
  hidden(hidden: boolean): void;
  /** Characters of another plane that count against the same credit. */
  spend(chars: number): void;
  /** The client has applied too little of what was sent: nothing that can wait should be sent now. */
  isBehind(): boolean;
  stop(): void;
}

const HIDDEN_MS = 1_000;

/**
 * The frames of a snapshot, made one by one as the client has room for them: the state is immutable, so it can wait, and
 * the text of many thousand definitions is never put together in one turn.
 */
function* snapshotFrames(state: State): Generator<string> {
  // A JSON text inside a JSON frame grows by its quotes: three quarters of a frame keep it within bounds.
  const step = Math.floor(FRAME_CHARS * 0.75);
  let text = '';
  for (const piece of snapshotText(state)) {
    text += piece;
    for (; text.length > step; text = text.slice(step)) yield snapFrame(text.slice(0, step), false);
  }
  yield snapFrame(text, true);
}

function snapFrame(text: string, last: boolean): string {
  return JSON.stringify({ t: 'snap', text, last } satisfies ServerFrame);
}

/** Makes the stream. `send` takes a text frame; `onRoom` hears when a client that was behind has caught up. */
export function createJournalStream(
  journal: Journal,
  send: (frame: string) => void,
  onRoom: () => void,
): JournalStream {
  let next = 0;
  let unacked = 0;
  let paused = false;
  let started = false;
  let pumping = false;
  let isHidden = false;
  let hiddenTimer: NodeJS.Timeout | null = null;
  let parts: Iterator<string> | null = null;
  const stopListening = journal.subscribe(() => {
    if (!isHidden) pump();
    else hiddenTimer ??= setTimeout(afterHidden, HIDDEN_MS);
  });

  function afterHidden(): void {
    hiddenTimer = null;
    pump();
  }

  function put(frame: string): void {
    unacked += frame.length;
    send(frame);
    if (unacked >= CREDIT_HIGH) paused = true;
  }

  function resync(reason: Extract<ServerFrame, { t: 'resync' }>['reason']): void {
    journal.flush();
    const state = journal.state();
    next = state.seq;
    send(JSON.stringify({ t: 'resync', reason } satisfies ServerFrame));
    parts = snapshotFrames(state);
  }

  function pump(): void {
    if (!started || pumping) return;
    pumping = true;
    sendWhileThereIsCredit();
    pumping = false;
  }

  function sendWhileThereIsCredit(): void {
    while (!paused) {
      const part = parts?.next();
      if (part && !part.done) {
        put(part.value);
        continue;
      }
      parts = null;
      const texts = journal.since(next);
      if (texts === null) {
        resync('behind');
        continue;
      }
      if (texts.length === 0) return;
      const frame: string[] = [];
      let chars = 0;
      for (const text of texts) {
        if (frame.length > 0 && chars + text.length > FRAME_CHARS) break;
        frame.push(text);
        chars += text.length + 1;
      }
      next += frame.length;
      put(`{"t":"events","events":[${frame.join(',')}]}`);
    }
  }

  return {
    start(since) {
      // Nothing may go out between here and the first frame: flushing publishes, and publishing pumps.
      started = false;
      journal.flush();
      parts = null;
      // A client that says hello again has dropped what was on its way.
      unacked = 0;
      paused = false;
      if (since === undefined) resync('first');
      else if (since.epoch !== journal.epoch) resync('epoch');
      else if (journal.since(since.seq) === null) resync(since.seq > journal.position().seq ? 'unknown' : 'behind');
      else next = since.seq;
      started = true;
      pump();
    },
    ack(chars) {
      unacked = Math.max(0, unacked - chars);
      if (!paused || unacked > CREDIT_LOW) return;
      paused = false;
      if (!isHidden || parts) pump();
      if (!paused) onRoom();
    },
    isBehind: () => paused,
    hidden(hidden) {
      isHidden = hidden;
      if (hidden) return;
      if (hiddenTimer) clearTimeout(hiddenTimer);
      hiddenTimer = null;
      pump();
    },
    spend(chars) {
      unacked += chars;
      if (unacked >= CREDIT_HIGH) paused = true;
    },
    stop() {
      started = false;
      if (hiddenTimer) clearTimeout(hiddenTimer);
      stopListening();
    },
  };
}
