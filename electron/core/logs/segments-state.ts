import type { LogChannel } from '../../../shared/log.ts';
import type { Entry, Mark, Written } from './format.ts';
import { readMarks } from './segments-files.ts';

/** A segment as the writer knows it. */
export interface SegmentState {
  /** Position of its first byte in the stream; names its files. */
  readonly start: number;
  /** Bytes in its `.log`, and in its `.idx`. */
  readonly bytes: number;
  readonly indexBytes: number;
  /** Number of its first line. */
  readonly firstLine: number;
}

/** A stream as the writer knows it. */
export interface StreamState {
  readonly stream: string;
  readonly item: string;
  readonly channel: LogChannel;
  /** Oldest first; none when everything was dropped or nothing was ever written. */
  readonly segments: readonly SegmentState[];
  /** Where the stream begins now. */
  readonly firstByte: number;
  readonly firstLine: number;
  /** Bytes in the stream so far, dropped ones included. */
  readonly end: number;
  /** Whole lines so far, dropped ones included. */
  readonly lines: number;
  /** By `order`. */
  readonly marks: readonly Mark[];
}

/**
 * The first message on the port of a reader; every later one is `Written`. What it tells is on disk already, entries of
 * index files included, and no later message repeats any of it.
 */
export interface WholeState {
  readonly k: 'all';
  readonly streams: readonly StreamState[];
}

/** Anything a reader may hear. `begun` tells a new stream before anything else of it does, `gone` that it is no more. */
export type ToReader =
  | WholeState
  | { readonly k: 'begun'; readonly stream: string; readonly item: string; readonly channel: LogChannel }
  | { readonly k: 'gone'; readonly stream: string }
  | Written;

/** A segment with what is needed to decide whether it stays. */
export interface Segment extends SegmentState {
  bytes: number;
  indexBytes: number;
  /** Its first and its last entry; null while it has none. */
  first: Entry | null;
  last: Entry | null;
}

/** What a stream is opened with: what repair found on disk. */
export interface StoredStream extends Pick<StreamState, 'item' | 'channel' | 'end' | 'lines'> {
  readonly segments: Segment[];
  /** How many marks there are, and the bytes of their file. */
  readonly marks: number;
  readonly marksBytes: number;
  /** The last line has no end. */
  readonly open: boolean;
}

/** What a reader is told of a stream, of which the files lie in `folder`. */
export function stateOf(stream: string, folder: string, stored: StoredStream): StreamState {
  const { item, channel, segments, end, lines, marksBytes } = stored;
  return {
    stream,
    item,
    channel,
    segments: segments
      .filter(({ bytes }) => bytes > 0)
      .map(({ start, bytes, indexBytes, firstLine }) => ({ start, bytes, indexBytes, firstLine })),
    firstByte: segments[0]?.start ?? end,
    firstLine: segments[0]?.firstLine ?? lines + 1,
    end,
    lines,
    marks: marksIn(folder, marksBytes),
  };
}

/** The marks in the first `size` bytes of their file, by `order`; none where it cannot be read. */
export function marksIn(folder: string, size: number): readonly Mark[] {
  try {
    return readMarks(folder, size);
  } catch {
    // Lines can be read without their rulers.
    return [];
  }
}
