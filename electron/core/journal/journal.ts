import { randomBytes } from 'node:crypto';
import type { Envelope, EventDraft } from '../../../shared/envelope.ts';
import type { EventType } from '../../../shared/events/all.ts';
import { currentVersion } from '../../../shared/events/upcast.ts';
import { fold } from '../../../shared/fold.ts';
import { formatPosition, type Position } from '../../../shared/position.ts';
import { RESUME_EVENTS } from '../../../shared/rpc.ts';
import { EMPTY_STATE, type State } from '../../../shared/state.ts';
import type { Clock } from '../clock.ts';
import { createCheckpointWriter } from './checkpoint-writer.ts';
import type { Masker } from './masker.ts';
import type { EventColumns } from './protocol.ts';
import type { StoreClient } from './store-client.ts';

/** Events are published and handed to the writer at most this far apart, ms: one frame. */
const FLUSH_MS = 16;
/** Up to this many events in such a period go out at once: what follows a single save must not wait for its first fact. */
const FEW_EVENTS = 8;
/** An event whose text is longer is a fault of its owner: its body belongs into a blob. */
const EVENT_CHARS = 32 * 1024;

/** A batch as it was published: the events and, at the same index, their texts. */
export interface Published {
  readonly events: readonly Envelope[];
  readonly texts: readonly string[];
}

/** The one place where facts get their number. Numbers, masks, folds and publishes from memory, then persists. */
export interface Journal {
  readonly epoch: string;
  readonly host: string;
  readonly masker: Masker;
  readonly store: StoreClient | null;
  /** Adds one fact and answers its position (`epoch:seq`), to be the cause of what follows. */
  append<T extends EventType>(draft: EventDraft<T>): string;
  /** The state with everything appended so far. */
  state(): State;
  position(): Position;
  /** Hears every batch, in order, after it was folded. Returns the way to stop. */
  subscribe(listener: (published: Published) => void): () => void;
  /** Texts of the published events after a seq, at most `RESUME_EVENTS` back; null when that is too far. */
  since(seq: number): readonly string[] | null;
  /** Texts of the events still in memory, oldest first. */
  recent(): readonly string[];
  /** Publishes what waits, now. */
  flush(): void;
  close(reason: string): Promise<void>;
}

export interface JournalOptions {
  readonly host: string;
  readonly clock: Clock;
  readonly masker: Masker;
  readonly store: StoreClient | null;
  readonly log: (message: string) => void;
}

/** Opens the journal in a new epoch; the owner appends `epoch.opened` first. */
export function openJournal(options: JournalOptions): Journal {
  const { clock, host, masker, store } = options;
  const epoch = randomBytes(8).toString('hex');
  const began = clock.mono();
  const listeners = new Set<(published: Published) => void>();
  let seq = store?.opened.lastSeq ?? 0;
  let state: State = { ...EMPTY_STATE, seq };
  let unfolded: Envelope[] = [];
  let waiting: Envelope[] = [];
  let flushing: { stop: () => void } | null = null;
  let periodBegan = Number.NEGATIVE_INFINITY;
  let periodEvents = 0;
  let ring: string[] = [];
  let ringEnd = seq;
  let closed: Promise<void> | null = null;
  let opened: string | null = null;
  const checkpoints = store ? createCheckpointWriter({ store, clock, state: () => state, log: options.log }) : null;

  function append<T extends EventType>(draft: EventDraft<T>): string {
    const { type, subject, cause, also, actor, body } = draft;
    seq += 1;
    const mono = Math.max(0, Math.round((clock.mono() - began) * 1000) / 1000);
    const causes =
      also && also.length > 0
        ? { also: also.slice(0, 16), ...(also.length > 16 ? { alsoCount: also.length } : {}) }
        : {};
    const event: Envelope = {
      seq,
      epoch,
      host,
      at: clock.now(),
      mono,
      type,
      v: currentVersion(type),
      subject: masker.text(subject),
      cause,
      ...causes,
      ...(actor ? { actor } : {}),
      body: masker.mask(body),
    };
    unfolded.push(event);
    waiting.push(event);
    schedule();
    const position = formatPosition({ epoch, seq });
    if (type === 'epoch.opened') opened = position;
    return position;
  }

  function schedule(): void {
    if (flushing || closed) return;
    const wait = FLUSH_MS - (clock.mono() - periodBegan);
    if (wait <= 0 || periodEvents < FEW_EVENTS) {
      const immediate = setImmediate(flush);
      flushing = { stop: () => clearImmediate(immediate) };
    } else {
      const timer = setTimeout(flush, wait);
      flushing = { stop: () => clearTimeout(timer) };
    }
  }

  function current(): State {
    if (unfolded.length > 0) {
      const events = unfolded;
      unfolded = [];
      state = fold(state, events);
    }
    return state;
  }

  function flush(): void {
    flushing?.stop();
    flushing = null;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    countFlushed(events.length);
    current();
    const texts = events.map(encode);
    for (const text of texts) ring.push(text);
    // Some more than are needed, so that not every event moves all of them.
    if (ring.length > RESUME_EVENTS * 1.25) ring = ring.slice(-RESUME_EVENTS);
    ringEnd = events[events.length - 1]?.seq ?? ringEnd;
    // Handed to the writer first, though it writes later: who is told of an event and asks for history finds it there.
    store?.append(columnsOf(epoch, events, texts));
    checkpoints?.flushed(events.length);
    for (const listener of listeners) tell(listener, { events, texts });
  }

  function countFlushed(count: number): void {
    const now = clock.mono();
    const isNew = now - periodBegan >= FLUSH_MS;
    // Many at once begin a period of their own: the next ones wait a whole frame.
    if (isNew || count >= FEW_EVENTS) periodBegan = now;
    periodEvents = isNew ? count : periodEvents + count;
  }

  function encode(event: Envelope): string {
    const text = JSON.stringify(event);
    if (text.length > EVENT_CHARS)
      options.log(`${event.type} of ${event.subject} is ${text.length} characters long: its body belongs into a blob`);
    return text;
  }

  function tell(listener: (published: Published) => void, published: Published): void {
    try {
      listener(published);
    } catch (error) {
      options.log(`a listener of the journal failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }

  return {
    epoch,
    host,
    masker,
    store,
    append,
    state: current,
    position: () => ({ epoch, seq }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    since(after) {
      const behind = ringEnd - after;
      if (behind < 0 || behind > Math.min(RESUME_EVENTS, ring.length)) return null;
      return behind === 0 ? [] : ring.slice(-behind);
    },
    recent: () => ring,
    flush,
    close(reason) {
      if (!closed) {
        append({ type: 'epoch.closed', subject: 'host', cause: opened, body: { reason } });
        flush();
        checkpoints?.close();
        closed = store?.close() ?? Promise.resolve();
      }
      return closed;
    },
  };
}

function columnsOf(epoch: string, events: readonly Envelope[], texts: readonly string[]): EventColumns {
  return {
    firstSeq: events[0]?.seq ?? 0,
    epoch,
    types: events.map((event) => event.type),
    subjects: events.map((event) => event.subject),
    causes: events.map((event) => event.cause),
    ats: events.map((event) => event.at),
    texts,
  };
}
