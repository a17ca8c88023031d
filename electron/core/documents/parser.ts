import { parseDocument } from './parse-document.ts';
import { openThread, type ThreadResult } from './parser-thread.ts';
import type { PackedItem, PackedLookup } from './protocol.ts';
import {
  type FieldPath,
  type FileFault,
  maxDocumentBytes,
  type ParseItem,
  type ParseOutcome,
  type Place,
  type PlaceOf,
} from './types.ts';

/** Turns bytes into plain values in a thread of its own, so that no file can hold up or bring down the host. */
export interface Parser extends AsyncDisposable {
  /**
   * Parses files; outcomes come in the order of the items. A file that takes too long or brings the thread down is
   * refused by itself, all others are answered. Rejects only when the parser is closed or its thread cannot start.
   */
  parse(items: readonly ParseItem[]): Promise<ParseOutcome[]>;
  /**
   * Where fields of a file stand: the value's place, or its key's with `of: 'key'`; the nearest existing parent's when
   * the field is not there. Keys match in any case. Null when the file does not parse. Answered before waiting parses.
   */
  locate(item: ParseItem, paths: readonly FieldPath[], of?: PlaceOf): Promise<(Place | null)[]>;
  /** Ends the thread; what still waits is rejected. Idempotent: gives the same promise every time. */
  close(): Promise<void>;
}

/** Limits of a parser; the defaults are those of the product. */
export interface ParserOptions {
  /** Longest time for one file, in milliseconds; default 5,000. */
  readonly itemMs?: number;
  /** Heap of the thread, in MiB; default 768, enough for every file of at most 4 MiB that people write. */
  readonly memoryMb?: number;
  /** Start the thread now, and not with the first file: there will be one soon. */
  readonly ahead?: boolean;
}

/** Files and bytes in one message: enough to make the hop cheap, few enough that a lookup never waits long. */
const chunkItems = 100;
const chunkBytes = 8 * 1024 * 1024;

/** One ask that waits for the thread. Several that wait together travel in one message. */
interface Waiting<T> {
  readonly items: readonly ParseItem[];
  resolve(value: T): void;
  reject(error: unknown): void;
}

interface Lookup extends Waiting<(Place | null)[]> {
  readonly paths: readonly FieldPath[];
  readonly of: PlaceOf;
}

/** Opens a parser. Its thread is started with the first file, or at once. */
export function openParser(options: ParserOptions = {}): Parser {
  const itemMs = options.itemMs ?? 5_000;
  const memoryMb = options.memoryMb ?? 768;
  const thread = openThread({ itemMs, memoryMb }, options.ahead ?? false);
  const parses: Waiting<ParseOutcome[]>[] = [];
  const lookups: Lookup[] = [];
  let busy = false;
  let nextId = 0;
  let closing: Promise<void> | null = null;

  function enqueue<T, W extends Waiting<T>>(queue: W[], make: (waiting: Waiting<T>) => W, items: readonly ParseItem[]) {
    if (closing !== null) return Promise.reject(new Error('The parser is closed.'));
    return new Promise<T>((resolve, reject) => {
      queue.push(make({ items, resolve, reject }));
      void drain();
    });
  }

  async function drain(): Promise<void> {
    if (busy) return;
    busy = true;
    // Whatever else is asked for in this turn goes with it.
    await Promise.resolve();
    while (lookups.length + parses.length > 0) {
      if (lookups.length > 0) await answer(takeTogether(lookups), lookUp);
      else await answer(takeTogether(parses), parseAll);
    }
    busy = false;
  }

  async function answer<T, W extends Waiting<T>>(
    asked: readonly W[],
    work: (asked: readonly W[]) => Promise<T[]>,
  ): Promise<void> {
    try {
      const results = await work(asked);
      for (const [index, { resolve, reject }] of asked.entries()) {
        const result = results[index];
        if (result === undefined) reject(new Error('The parser gave no answer.'));
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  async function parseAll(asked: readonly Waiting<ParseOutcome[]>[]): Promise<ParseOutcome[][]> {
    const outcomes = await parseChunk(asked.flatMap(({ items }) => items));
    let from = 0;
    return asked.map(({ items }) => {
      from += items.length;
      return outcomes.slice(from - items.length, from);
    });
  }

  async function parseChunk(items: readonly ParseItem[]): Promise<ParseOutcome[]> {
    const { packed, bytes } = pack(items);
    const result = await thread.ask({ type: 'parse', id: nextId++, items: packed, bytes }, bytes);
    if (result.type === 'answer') return result.answer.type === 'parse' ? [...result.answer.outcomes] : [];
    const others = items.filter((_, index) => index !== result.index);
    const outcomes = others.length === 0 ? [] : await parseChunk(others);
    const culprit = items[result.index];
    return culprit === undefined
      ? outcomes
      : outcomes.toSpliced(result.index, 0, lostOutcome(culprit, result.why, itemMs, memoryMb));
  }

  async function lookUp(asked: readonly Lookup[]): Promise<(Place | null)[][]> {
    const { packed, bytes } = pack(asked.flatMap(({ items }) => items));
    const items = packed.flatMap((item, index): PackedLookup[] => {
      const one = asked[index];
      return one === undefined ? [] : [{ ...item, paths: one.paths, of: one.of }];
    });
    const result: ThreadResult = await thread.ask({ type: 'locate', id: nextId++, items, bytes }, bytes);
    if (result.type === 'answer')
      return result.answer.type === 'locate' ? result.answer.places.map((places) => [...places]) : [];
    const others = asked.filter((_, index) => index !== result.index);
    const places = others.length === 0 ? [] : await lookUp(others);
    const culprit = asked[result.index];
    const nowhere = culprit?.paths.map(() => null);
    return nowhere === undefined ? places : places.toSpliced(result.index, 0, nowhere);
  }

  function close(): Promise<void> {
    closing ??= thread.close();
    for (const { reject } of [...parses.splice(0), ...lookups.splice(0)])
      reject(new Error('The parser was closed before this was parsed.'));
    return closing;
  }

  return {
    async parse(items) {
      const small = items.filter(fits);
      const outcomes = (
        await Promise.all(
          chunks(small).map((chunk) =>
            enqueue<ParseOutcome[], Waiting<ParseOutcome[]>>(parses, (waiting) => waiting, chunk),
          ),
        )
      ).flat();
      // What is too big is refused here, by its size alone, and never copied to the thread.
      return items.map((item) =>
        fits(item)
          ? (outcomes.shift() ?? { ...parseDocument(item), parseMs: 0 })
          : { ...parseDocument(item), parseMs: 0 },
      );
    },
    locate(item, paths, of = 'value') {
      if (paths.length === 0 || !fits(item)) return Promise.resolve(paths.map(() => null));
      return enqueue<(Place | null)[], Lookup>(lookups, (waiting) => ({ ...waiting, paths, of }), [item]);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function fits(item: ParseItem): boolean {
  return item.bytes.length <= maxDocumentBytes;
}

/** As many of those that wait as one message may hold, the first in any case. */
function takeTogether<W extends Waiting<never>>(queue: W[]): W[] {
  let items = 0;
  let bytes = 0;
  const end = queue.findIndex((waiting) => {
    items += waiting.items.length;
    for (const item of waiting.items) bytes += item.bytes.length;
    return items > chunkItems || bytes > chunkBytes;
  });
  return queue.splice(0, end < 0 ? queue.length : Math.max(1, end));
}

function chunks(items: readonly ParseItem[]): ParseItem[][] {
  const result: ParseItem[][] = [];
  let room = 0;
  for (const item of items) {
    const last = result.at(-1);
    if (last === undefined || last.length >= chunkItems || item.bytes.length > room) {
      result.push([item]);
      room = chunkBytes - item.bytes.length;
    } else {
      last.push(item);
      room -= item.bytes.length;
    }
  }
  return result;
}

/** All bytes in one buffer that can be handed over; the caller's own bytes stay untouched. */
function pack(items: readonly ParseItem[]): { packed: PackedItem[]; bytes: ArrayBuffer } {
  const bytes = new ArrayBuffer(items.reduce((sum, item) => sum + item.bytes.length, 0));
  const target = new Uint8Array(bytes);
  let start = 0;
  const packed = items.map(({ path, format, bytes: source }) => {
    target.set(source, start);
    const item: PackedItem = { path, format, start, end: start + source.length };
    start = item.end;
    return item;
  });
  return { packed, bytes };
}

function lostOutcome(item: ParseItem, why: 'slow' | 'died', itemMs: number, memoryMb: number): ParseOutcome {
  const limit =
    why === 'slow'
      ? `The file took longer than ${itemMs / 1000} s to parse.`
      : `The file needs more memory to parse than the ${memoryMb} MiB it may use.`;
  const error: FileFault = {
    code: 'SYNTAX',
    message: limit,
    hint: 'Make the file smaller or simpler: split it, or move long lists and texts into files of their own.',
    at: { path: item.path, line: 1, column: 1, frame: '' },
  };
  return { ok: false, error, secrets: [], parseMs: why === 'slow' ? itemMs : 0 };
}
