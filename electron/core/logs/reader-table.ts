import path from 'node:path';
import type { LogChannel } from '../../../shared/log.ts';
import { folderName, type Mark } from './format.ts';
import { ENTRY_FIELDS, type Entries, type ReaderFiles, type SegmentPlace } from './reader-files.ts';
import { marksAfter, rotatedOf, TOO_MANY_MARKS } from './segments-marks.ts';
import type { StreamState, ToReader } from './segments-state.ts';

/** A segment of a stream: what is known of it without its index file. */
export interface TableSegment extends SegmentPlace {
  readonly firstLine: number;
  /** Of its first entry; of the segment before where it has none. */
  readonly order: number;
  readonly at: number;
  readonly seq: number;
}

/** What is known of one stream. */
export interface Table {
  /** Counts the tables from 0, and never changes. */
  readonly index: number;
  readonly stream: string;
  readonly item: string;
  readonly channel: LogChannel;
  readonly folder: string;
  segments: TableSegment[];
  firstByte: number;
  firstLine: number;
  /** Bytes in the stream so far. */
  end: number;
  /** Whole lines so far. */
  lines: number;
  /** Whether bytes follow the last whole line: it has no end yet. Known for `openAt` = `end` only. */
  open: boolean;
  openAt: number;
  /** By `order`. */
  marks: Mark[];
}

/** What became of the streams by a message, for those that show them. */
export type Change =
  | { readonly k: 'grown'; readonly table: Table }
  | { readonly k: 'mark'; readonly table: Table; readonly mark: Mark }
  | { readonly k: 'dropped'; readonly table: Table }
  | { readonly k: 'begun'; readonly table: Table }
  /** Everything may be different; these streams lost lines, or are gone. */
  | { readonly k: 'all'; readonly dropped: readonly Table[] };

/** All streams of a workspace. */
export interface Tables {
  /** Every table there ever was, by its index. */
  readonly list: readonly Table[];
  /** Those whose streams are there, in the order in which they began. */
  readonly present: readonly Table[];
  readonly files: ReaderFiles;
  get(stream: string): Table | undefined;
  /** Takes in what the writer tells; answers what it changed. */
  take(message: ToReader): Change;
  /** Whether the last line of a stream has no end yet. */
  isOpen(table: Table): boolean;
  /** Number of the last line there is, one without an end included. */
  lastLine(table: Table): number;
}

const LINE_END = 10;
const ANYTHING: Change = { k: 'all', dropped: [] };

/** Makes the table of no stream; folders of streams lie in `folder`. */
export function createTables(folder: string, files: ReaderFiles): Tables {
  const list: Table[] = [];
  const byName = new Map<string, Table>();
  const lastByte = new Uint8Array(1);

  function ensure(stream: string, item: string, channel: LogChannel): Table {
    const known = byName.get(stream);
    if (known) return known;
    const table: Table = {
      ...{ index: list.length, stream, item, channel, folder: path.join(folder, folderName(stream)) },
      ...{ segments: [], firstByte: 0, firstLine: 1, end: 0, lines: 0, open: false, openAt: 0, marks: [] },
    };
    list.push(table);
    byName.set(stream, table);
    return table;
  }

  /** Everything there is: what is missing from it is gone, and what is shorter than it was has begun anew. */
  function takeAll(states: readonly StreamState[]): Change {
    const known = new Map(states.map((state) => [state.stream, state]));
    const dropped: Table[] = [];
    for (const table of [...byName.values()]) {
      const state = known.get(table.stream);
      if (state !== undefined && state.end >= table.end && state.firstLine === table.firstLine) continue;
      dropped.push(table);
      if (state === undefined || state.end < table.end) takeGone(table);
    }
    for (const state of states) takeState(state);
    return { k: 'all', dropped };
  }

  function takeState(state: StreamState): void {
    const table = ensure(state.stream, state.item, state.channel);
    const kept = new Map(table.segments.map((segment) => [segment.start, segment]));
    table.segments = [];
    for (const { start, firstLine } of state.segments) addSegment(table, start, firstLine, kept.get(start) ?? null);
    for (const segment of kept.values()) {
      // The last one may have grown; the others are gone.
      if (segment.start === table.segments.at(-1)?.start || !table.segments.includes(segment)) files.forget(segment);
    }
    const { firstByte, firstLine, end, lines, marks } = state;
    Object.assign(table, { firstByte, firstLine, end, lines, marks: [...marks] });
  }

  function addSegment(table: Table, start: number, firstLine: number, known: TableSegment | null): void {
    const place = { folder: table.folder, start };
    const entry = files.firstEntry(place);
    const before = table.segments.at(-1);
    table.segments.push(
      known ?? {
        ...place,
        firstLine,
        at: entry?.[2] ?? before?.at ?? 0,
        order: entry?.[3] ?? (before ? before.order + 0.5 : 0),
        seq: entry?.[4] ?? before?.seq ?? 0,
      },
    );
  }

  function takeGrown({ stream, segment, end, lines, entries }: Extract<ToReader, { k: 'grown' }>): Change {
    const table = byName.get(stream);
    if (!table || end <= table.end) return ANYTHING;
    const last = table.segments.at(-1);
    if (last === undefined || last.start < segment) {
      const [, n = table.lines + 1, at = 0, order = 0, seq = 0] = entries;
      table.segments.push({ folder: table.folder, start: segment, firstLine: n, at, order, seq });
      if (last === undefined) table.firstByte = segment;
    }
    const known = files.known({ folder: table.folder, start: segment });
    if (known) append(known, entries);
    table.end = end;
    table.lines = lines;
    return { k: 'grown', table };
  }

  function takeMark(table: Table, mark: Mark): Change {
    // What could not be written was cut off again: what was read of it must be read anew.
    const last = table.segments.at(-1);
    if (mark.what.is === 'lost' && last) files.forget(last);
    if (mark.what.is === 'rotated') table.marks = table.marks.filter(({ what }) => what.is !== 'rotated');
    const at = table.marks.findLastIndex(({ order }) => order <= mark.order);
    table.marks.splice(at + 1, 0, mark);
    if (table.marks.length > TOO_MANY_MARKS) {
      table.marks = marksAfter(table.marks, table.firstLine, rotatedOf(table.marks));
      return ANYTHING;
    }
    return { k: 'mark', table, mark };
  }

  function takeDropped(table: Table, firstByte: number, firstLine: number): Change {
    for (const segment of table.segments) if (segment.start < firstByte) files.forget(segment);
    table.segments = table.segments.filter(({ start }) => start >= firstByte);
    const ran = table.marks.findLast(
      ({ n, what }) => n < firstLine && (what.is === 'run-started' || what.is === 'run-ended'),
    );
    table.marks = table.marks.filter((mark) => mark.n >= firstLine || (mark === ran && ran.what.is === 'run-started'));
    Object.assign(table, { firstByte, firstLine });
    return { k: 'dropped', table };
  }

  /** It keeps its place in the list, and shows nothing; one that begins again by its name is another. */
  function takeGone(table: Table): Change {
    for (const segment of table.segments) files.forget(segment);
    byName.delete(table.stream);
    // A last line without an end goes as well: it counts as one, whether there is one or not.
    const lines = table.lines + 1;
    const { end } = table;
    const nothing = { segments: [], marks: [], firstByte: end, open: false, openAt: end };
    Object.assign(table, { ...nothing, lines, firstLine: lines + 1 });
    return { k: 'dropped', table };
  }

  function isOpen(table: Table): boolean {
    if (table.openAt === table.end) return table.open;
    const segment = table.segments.at(-1);
    const got = segment ? files.readLog(segment, table.end - 1 - segment.start, lastByte) : 0;
    table.open = got === 1 && table.end > table.firstByte && lastByte[0] !== LINE_END;
    table.openAt = table.end;
    return table.open;
  }

  return {
    list,
    get present() {
      return [...byName.values()];
    },
    files,
    get: (stream) => byName.get(stream),
    isOpen,
    lastLine: (table) => (isOpen(table) ? table.lines + 1 : table.lines),
    take(message) {
      if (message.k === 'all') return takeAll(message.streams);
      if (message.k === 'begun') {
        return { k: 'begun', table: ensure(message.stream, message.item, message.channel) };
      }
      const table = byName.get(message.stream);
      if (!table) return ANYTHING;
      if (message.k === 'gone') return takeGone(table);
      if (message.k === 'grown') return takeGrown(message);
      if (message.k === 'mark') return takeMark(table, message.mark);
      return takeDropped(table, message.firstByte, message.firstLine);
    },
  };
}

/** Adds entries that are newer than those there are. */
function append(known: Entries, entries: Float64Array): void {
  const lastOrder = known.count > 0 ? (known.data[(known.count - 1) * ENTRY_FIELDS + 3] ?? 0) : -1;
  let from = 0;
  while (from < entries.length && (entries[from + 3] ?? 0) <= lastOrder) from += ENTRY_FIELDS;
  const added = entries.length - from;
  if (added === 0) return;
  const used = known.count * ENTRY_FIELDS;
  if (used + added > known.data.length) {
    const larger = new Float64Array(Math.max(1_024, (used + added) * 2));
    larger.set(known.data.subarray(0, used));
    known.data = larger;
  }
  known.data.set(entries.subarray(from), used);
  known.count += added / ENTRY_FIELDS;
}
