import type { MessagePort } from 'node:worker_threads';
import type { LogChannel, LogMarkRow } from '../../../shared/log.ts';
import type { LogBounds } from './rotation.ts';

/** Numbers that tell of one chunk in a batch: stream, at, seq, length. */
export const CHUNK_NUMBERS = 4;

/** What the writer starts with. */
export interface WriterOptions {
  readonly folder: string;
  readonly bounds: LogBounds;
  /** Makes what stands for secret values. */
  readonly key: Uint8Array;
}

/** What the store asks of its writer; everything is done in order. */
export type ToWriter =
  /** A stream gets the number that stands for it from now on. */
  | { readonly op: 'stream'; readonly id: number; readonly item: string; readonly channel: LogChannel }
  /** Memory in which batches come, by its number. */
  | { readonly op: 'share'; readonly slot: number; readonly memory: SharedArrayBuffer }
  /** Chunks one after another from the start of a shared memory, told of by CHUNK_NUMBERS each. Answered by `written`. */
  | { readonly op: 'batch'; readonly slot: number; readonly chunks: readonly number[] }
  | {
      readonly op: 'mark';
      readonly streams: readonly number[];
      readonly at: number;
      readonly seq: number;
      readonly run: string | null;
      readonly what: LogMarkRow['what'];
    }
  | { readonly op: 'secrets'; readonly values: readonly string[] }
  /** Removes the streams of an item. */
  | { readonly op: 'forget'; readonly item: string }
  | { readonly op: 'bounds'; readonly bounds: LogBounds }
  | { readonly op: 'reader'; readonly port: MessagePort }
  | { readonly op: 'flush'; readonly id: number }
  | { readonly op: 'close' };

/** What the writer says. */
export type FromWriter =
  | { readonly op: 'opened' }
  /** A batch is on disk, or lost and counted; its memory can be filled again. */
  | { readonly op: 'written'; readonly slot: number }
  | { readonly op: 'flushed'; readonly id: number }
  | { readonly op: 'trouble'; readonly message: string };
