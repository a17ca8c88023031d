import type { Segment } from './segments-state.ts';

/** How much is kept. */
export interface LogBounds {
  /** All streams of a workspace together, bytes. */
  readonly workspaceBytes: number;
  readonly streamBytes: number;
  readonly streamDays: number;
  /** Size of a segment when it is not to follow from `streamBytes`. */
  readonly segmentBytes?: number;
}

/** What is kept where nothing is said: 1 GiB, 64 MiB and 14 days. */
export const DEFAULT_LOG_BOUNDS: LogBounds = {
  workspaceBytes: 2 ** 30,
  streamBytes: 64 * 2 ** 20,
  streamDays: 14,
};

const DAY_MS = 86_400_000;
const LARGEST_SEGMENT = 4 * 2 ** 20;
const SMALLEST_SEGMENT = 64 * 1024;

/** Bytes after which the next segment begins: small enough that a stream is cut in steps of a sixteenth of its bound. */
export function segmentBytesOf({ streamBytes, segmentBytes }: LogBounds): number {
  return segmentBytes ?? Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, Math.floor(streamBytes / 16)));
}

/** What the decision is made of. */
export interface RotationFacts {
  readonly segments: readonly Segment[];
  /** Bytes on disk. */
  readonly size: number;
  /** A line of it has no end: its last segment must stay. */
  readonly open: boolean;
}

/** How many of its oldest segments a stream must let go of for its own bounds; at `now`, ms since 1970. */
export function excessOf({ segments, size, open }: RotationFacts, bounds: LogBounds, now: number): number {
  const oldest = now - bounds.streamDays * DAY_MS;
  let left = size;
  let count = 0;
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    const isOld = segment.last !== null && segment.last.at < oldest && !(isLast && open);
    const isOver = left > bounds.streamBytes && !isLast;
    if (!isOld && !isOver) break;
    left -= segment.bytes + segment.indexBytes;
    count += 1;
  }
  return count;
}

/**
 * The streams that let go of their oldest segments for the bound of the workspace, one for each segment that can go: the
 * one that was written to longest ago first.
 */
export function victimsOf<Stream extends { readonly facts: RotationFacts }>(streams: Iterable<Stream>): Stream[] {
  const all: { readonly one: Stream; readonly order: number }[] = [];
  for (const one of streams) {
    const { segments, open } = one.facts;
    for (const [index, { last }] of segments.entries()) {
      if (last === null || (open && index === segments.length - 1)) break;
      all.push({ one, order: last.order });
    }
  }
  return all.sort((one, other) => one.order - other.order).map(({ one }) => one);
}
