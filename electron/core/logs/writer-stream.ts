import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type LogChannel, streamName } from '../../../shared/log.ts';
import { createOutputMask } from './mask-output.ts';
import type { MaskStream } from './mask-stream.ts';
import type { RotationFacts } from './rotation.ts';
import { openSegments, type Segments, type SegmentsOptions } from './segments.ts';
import { STREAM_FILE } from './segments-files.ts';
import { type StoredStream, type StreamState, stateOf } from './segments-state.ts';

/** What all streams of a workspace share. */
export interface StreamContext extends Pick<SegmentsOptions, 'order' | 'segmentBytes' | 'now' | 'mono' | 'tell'> {
  /** What stands for a secret value. */
  readonly stamp: (value: string) => string;
}

/**
 * One stream of the writer. While nothing writes to it it sleeps: a workspace may have thousands of jobs that ended, and
 * each of them is a few numbers then.
 */
export interface WriterStream {
  readonly stream: string;
  readonly item: string;
  /** Wakes it. */
  readonly files: Segments;
  /** Wakes it. */
  readonly mask: MaskStream;
  /** When something began to be kept back, and where it belongs. */
  held: { readonly since: number; readonly at: number; readonly seq: number } | null;
  /** Its run has ended, and nothing was written since. */
  isOver: boolean;
  readonly facts: RotationFacts;
  /** For whoever begins to read it. */
  readonly state: StreamState;
  /** Lets go of its files until they are needed. */
  rest(): void;
  /** Goes to sleep if nothing of it is only in memory; answers whether it did. */
  sleep(): boolean;
  /** Removes it from the disk. */
  remove(): void;
}

/** Makes a stream that sleeps; its files lie in `folder`. */
export function createWriterStream(folder: string, stored: StoredStream, context: StreamContext): WriterStream {
  const { item, channel } = stored;
  const stream = streamName(item, channel);
  let kept = stored;
  let size = sizeOf(stored);
  let isMade = stored.marksBytes > 0 || stored.segments.length > 0;
  let awake: { readonly files: Segments; readonly mask: MaskStream } | null = null;

  function wake() {
    awake ??= {
      files: openSegments({ ...context, stream, folder, stored: kept, prepare }),
      mask: createOutputMask(context.stamp),
    };
    return awake;
  }

  function prepare(): void {
    if (isMade) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, STREAM_FILE), JSON.stringify({ item, channel }), { mode: 0o600 });
    isMade = true;
  }

  return {
    stream,
    item,
    held: null,
    isOver: true,
    get files() {
      return wake().files;
    },
    get mask() {
      return wake().mask;
    },
    get facts() {
      return awake?.files ?? { segments: kept.segments, size, open: kept.open };
    },
    get state() {
      return stateOf(stream, folder, awake?.files.stored ?? kept);
    },
    rest: () => awake?.files.rest(),
    sleep() {
      if (awake === null) return true;
      const { files, mask } = awake;
      if (!files.isCalm || mask.holds) return false;
      files.rest();
      kept = files.stored;
      size = files.size;
      awake = null;
      return true;
    },
    remove() {
      awake?.files.rest();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a stream begins with that never wrote. */
export function newStream(item: string, channel: LogChannel): StoredStream {
  return { item, channel, segments: [], marks: 0, marksBytes: 0, end: 0, lines: 0, open: false };
}

function sizeOf({ segments, marksBytes }: StoredStream): number {
  return segments.reduce((sum, one) => sum + one.bytes + one.indexBytes, marksBytes);
}
