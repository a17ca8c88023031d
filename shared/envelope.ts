import type { EventBodies, EventType } from './events/all.ts';

/** Who asked: the door an act came through and, where known, a name. */
export interface Actor {
  readonly door: Door;
  readonly name?: string;
}

/** The ways an act can reach the dispatcher. */
export type Door = 'ui' | 'http' | 'cli' | 'mcp' | 'flow' | 'schedule';

/** One fact of the journal. `at` is wall time (epoch ms), `mono` is ms since the epoch began; only `seq` orders. */
export interface Envelope<T extends string = string, B = unknown> {
  readonly seq: number;
  readonly epoch: string;
  readonly host: string;
  readonly at: number;
  readonly mono: number;
  readonly type: T;
  readonly v: number;
  /** The one entity that changed, e.g. `definition:agents/scout`. */
  readonly subject: string;
  /** Position (`[host/]epoch:seq`) of the event that led here; null only for what begins outside the product. */
  readonly cause: string | null;
  /** Further causes, at most 16; `alsoCount` says how many there were when more. */
  readonly also?: readonly string[];
  readonly alsoCount?: number;
  readonly actor?: Actor;
  readonly body: B;
}

/** An envelope whose type is known to this build. */
export type KnownEvent<T extends EventType = EventType> = { [K in T]: Envelope<K, EventBodies[K]> }[T];

/** What an owner hands to the journal; the journal adds seq, epoch, host and both clocks. */
export interface EventDraft<T extends EventType = EventType> {
  readonly type: T;
  readonly subject: string;
  readonly cause: string | null;
  readonly also?: readonly string[];
  readonly actor?: Actor;
  readonly body: EventBodies[T];
}
