import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type LogChannel, streamName } from '../../../shared/log.ts';
import { folderName } from './format.ts';
import { type MaskTable, maskTable, type Secret } from './mask-table.ts';
import { repairAll } from './repair.ts';
import { excessOf, type LogBounds, segmentBytesOf, victimsOf } from './rotation.ts';
import type { MarkDraft } from './segments-marks.ts';
import type { StoredStream, ToReader, WholeState } from './segments-state.ts';
import { createWriterStream, newStream, type StreamContext, type WriterStream } from './writer-stream.ts';

/** A tail that could be the beginning of a secret is kept back no longer than this, ms. */
const HOLD_MS = 100;
/** Files that could not be written are tried again this often, ms. */
const TRY_MS = 500;
/** Secrets that are remembered; the oldest are forgotten first. */
const MOST_SECRETS = 20_000;
/** Streams whose files are open at a time. */
const MOST_OPEN = 100;

export interface WriterDeps {
  readonly folder: string;
  readonly bounds: LogBounds;
  readonly now: () => number;
  /** Milliseconds of a clock that never goes back. */
  readonly mono: () => number;
  /** What stands for a secret value. */
  readonly stamp: (value: string) => string;
  /** Hears everything that is on disk, after it is. */
  readonly tell: (message: ToReader) => void;
  readonly trouble: (message: string) => void;
}

/** Writes the streams of one workspace. Nothing of it throws. */
export interface Writer {
  /** Gives a stream the number it is called by. */
  stream(id: number, item: string, channel: LogChannel): void;
  /** Takes bytes of a stream; they are written by `flush`, and must stay as they are until then. */
  chunk(id: number, bytes: Uint8Array, at: number, seq: number): void;
  mark(id: number, draft: MarkDraft): void;
  flush(): void;
  /** Hides these values, too. */
  secrets(values: readonly string[]): void;
  bound(bounds: LogBounds): void;
  /** Removes every stream of an item. */
  forget(item: string): void;
  /** Gives out tails that were kept back long enough, and tries again what could not be written; answers ms until the next time, null for never. */
  tick(): number | null;
  /** Something is kept back that could be the beginning of a secret. */
  readonly holds: boolean;
  /** Drops what is too old. */
  age(): void;
  whole(): WholeState;
  close(): void;
}

/** Opens every stream there is, repaired, and goes on where they end. */
export function openWriter(deps: WriterDeps): Writer {
  const { folder, now, mono, tell, stamp } = deps;
  const order = { value: 0 };
  const context: StreamContext = { order, segmentBytes: () => segmentBytesOf(bounds), now, mono, tell, stamp };
  const streams = new Map<string, WriterStream>();
  const byId = new Map<number, WriterStream>();
  /** Streams with something to write. */
  const dirty = new Set<WriterStream>();
  /** Streams that keep something back, and those whose files could not be written. */
  const holding = new Set<WriterStream>();
  const troubled = new Set<WriterStream>();
  /** Streams with open files, the one that was written to last at the end. */
  const open = new Set<WriterStream>();
  /** Bytes of all streams on disk, and what each of them has of it. */
  let total = 0;
  const counted = new Map<WriterStream, number>();
  let bounds = deps.bounds;
  const secrets: Secret[] = [];
  let made: MaskTable | null = null;
  let isStale = false;

  openAll();

  function openAll(): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const { place, stored, marks, tornBytes } of repairAll(folder, order, deps.trouble)) {
      const one = add(place, stored);
      if (tornBytes === 0) continue;
      const { files } = one;
      const at = now();
      const { seq } = stored.segments.at(-1)?.last ?? { seq: 0 };
      const run = marks.findLast(({ what }) => what.is === 'run-started')?.run ?? null;
      files.closeLine(at, seq);
      files.mark({ at, seq, run, what: { is: 'repaired', bytes: tornBytes } });
      files.flush();
      count(one);
      one.sleep();
    }
    rotate(streams.values());
  }

  function add(place: string, stored: StoredStream): WriterStream {
    const made = createWriterStream(place, stored, context);
    streams.set(made.stream, made);
    count(made);
    return made;
  }

  /** Takes in how much of a stream is on disk now. */
  function count(one: WriterStream): void {
    const { size } = one.facts;
    total += size - (counted.get(one) ?? 0);
    counted.set(one, size);
  }

  /** Made when it is needed: secrets become known one by one. */
  function table(): MaskTable | null {
    if (isStale) made = maskTable(secrets);
    isStale = false;
    return made;
  }

  function append(one: WriterStream, pieces: readonly Uint8Array[], at: number, seq: number): void {
    for (const piece of pieces) one.files.append(piece, at, seq);
    dirty.add(one);
  }

  /** What comes next has nothing to do with what came before. */
  function cut(one: WriterStream): void {
    const { at, seq } = one.held ?? { at: now(), seq: 0 };
    append(one, one.mask.end(table()), at, seq);
    hold(one, null);
  }

  function hold(one: WriterStream, held: WriterStream['held']): void {
    one.held = held;
    if (held === null) holding.delete(one);
    else holding.add(one);
  }

  function flush(): void {
    for (const one of dirty) {
      one.files.flush();
      if (one.files.troubled) troubled.add(one);
      count(one);
      open.delete(one);
      if (!(one.isOver && one.sleep())) open.add(one);
    }
    if (dirty.size > 0) rotate(dirty);
    dirty.clear();
    for (const one of open) {
      if (open.size <= MOST_OPEN) break;
      one.rest();
      open.delete(one);
    }
  }

  /** Keeps these streams within their own bounds, and all together within that of the workspace. */
  function rotate(some: Iterable<WriterStream>): void {
    const at = now();
    for (const one of some) {
      const excess = excessOf(one.facts, bounds, at);
      if (excess > 0) drop(one, excess);
    }
    if (total <= bounds.workspaceBytes) return;
    for (const victim of victimsOf(streams.values())) {
      if (!drop(victim, 1) || total <= bounds.workspaceBytes) break;
    }
  }

  /** Answers whether anything went. */
  function drop(one: WriterStream, segments: number): boolean {
    const before = one.files.segments.length;
    one.files.drop(segments);
    count(one);
    const isLess = one.files.segments.length < before;
    if (one.isOver) one.sleep();
    return isLess;
  }

  function tick(): number | null {
    let next: number | null = null;
    for (const one of troubled) {
      one.files.tryAgain();
      count(one);
      if (!one.files.troubled) troubled.delete(one);
    }
    if (troubled.size > 0) next = TRY_MS;
    for (const one of holding) {
      const left = (one.held?.since ?? 0) + HOLD_MS - mono();
      if (left > 0) {
        next = Math.min(next ?? left, left);
        continue;
      }
      append(one, one.mask.release(table()), one.held?.at ?? now(), one.held?.seq ?? 0);
      hold(one, null);
    }
    flush();
    return next;
  }

  return {
    stream(id, item, channel) {
      const stream = streamName(item, channel);
      const known = streams.get(stream);
      byId.set(id, known ?? add(path.join(folder, folderName(stream)), newStream(item, channel)));
      if (!known) tell({ k: 'begun', stream, item, channel });
    },
    chunk(id, bytes, at, seq) {
      const one = byId.get(id);
      if (!one) return;
      one.isOver = false;
      append(one, one.mask.push(bytes, table()), at, seq);
      if (one.mask.holds) hold(one, one.held ?? { since: mono(), at, seq });
      else if (one.held !== null) hold(one, null);
    },
    mark(id, draft) {
      const one = byId.get(id);
      if (!one) return;
      const isEdge = draft.what.is === 'run-started' || draft.what.is === 'run-ended';
      if (isEdge) {
        cut(one);
        one.files.closeLine(draft.at, draft.seq);
      }
      one.files.mark(draft);
      one.isOver = draft.what.is === 'run-ended' || (one.isOver && !isEdge);
      dirty.add(one);
    },
    flush,
    secrets(values) {
      for (const value of values) secrets.push({ value: Buffer.from(value), stamp: Buffer.from(stamp(value)) });
      // As many as are remembered where they come from.
      secrets.splice(0, secrets.length - MOST_SECRETS);
      isStale = true;
    },
    bound(wanted) {
      bounds = wanted;
      rotate(streams.values());
    },
    forget(item) {
      for (const one of streams.values()) {
        if (one.item !== item) continue;
        for (const set of [dirty, holding, troubled, open]) set.delete(one);
        streams.delete(one.stream);
        total -= counted.get(one) ?? 0;
        counted.delete(one);
        for (const [id, known] of byId) if (known === one) byId.delete(id);
        try {
          one.remove();
        } catch (error) {
          deps.trouble(`the log of ${item} cannot be removed: ${error instanceof Error ? error.message : error}`);
        }
        tell({ k: 'gone', stream: one.stream });
      }
    },
    tick,
    get holds() {
      return holding.size > 0;
    },
    age: () => rotate(streams.values()),
    whole: () => ({ k: 'all', streams: [...streams.values()].map((one) => one.state) }),
    close() {
      for (const one of streams.values()) if (!one.isOver) cut(one);
      flush();
      for (const one of streams.values()) one.rest();
    },
  };
}
