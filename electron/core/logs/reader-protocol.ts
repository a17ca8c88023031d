import type { MessagePort } from 'node:worker_threads';
import type { WireError } from '../../../shared/errors.ts';
import type { LogAsk, LogPlace, LogRow, LogSay, LogSpec } from '../../../shared/log.ts';

/** What the reader's thread starts with. */
export interface ReaderOptions {
  readonly folder: string;
  /** Hears the writer; null where none is, and the folder is looked at now and then. */
  readonly port: MessagePort | null;
  /** Signs of life, see reader-pulse. */
  readonly pulse: SharedArrayBuffer;
}

/** A page of lines: the newest, or around, after or before a place. */
export interface PageRequest {
  readonly spec: LogSpec;
  readonly around?: LogPlace;
  readonly after?: string;
  readonly before?: string;
  readonly limit: number;
  /** How long is waited for a line when there is none, milliseconds. */
  readonly wait: number;
}

/** Rows, where they begin and end, and whether there are more in the direction that was asked for. */
export interface Page {
  readonly rows: readonly LogRow[];
  readonly begin: string;
  readonly end: string;
  readonly more: boolean;
}

/** A part of one line. */
export interface LinePart {
  readonly text: string;
  readonly from: number;
  readonly bytes: number;
}

/** Questions that have one answer. */
export type ReaderCall =
  | ({ readonly k: 'page' } & PageRequest)
  | { readonly k: 'streams' }
  | { readonly k: 'line'; readonly stream: string; readonly n: number; readonly from: number };

/** What the thread is told. */
export type ToReaderThread =
  | { readonly op: 'ask'; readonly view: number; readonly ask: LogAsk }
  | { readonly op: 'call'; readonly id: number; readonly call: ReaderCall }
  | { readonly op: 'cancel'; readonly id: number };

/** What the thread says. */
export type FromReaderThread =
  | { readonly op: 'say'; readonly view: number; readonly say: LogSay }
  | { readonly op: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly op: 'failed'; readonly id: number; readonly error: WireError };
