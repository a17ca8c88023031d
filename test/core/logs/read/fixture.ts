import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { folderName } from '../../../../electron/core/logs/format.ts';
import { createReaderFiles } from '../../../../electron/core/logs/reader-files.ts';
import { scanLogs } from '../../../../electron/core/logs/reader-scan.ts';
import { createTables, type Tables } from '../../../../electron/core/logs/reader-table.ts';
import { createSearcher, type Searcher } from '../../../../electron/core/logs/search-window.ts';
import { openSegments, type Segments } from '../../../../electron/core/logs/segments.ts';
import type { ToReader } from '../../../../electron/core/logs/segments-state.ts';
import { createView, type WorkerView } from '../../../../electron/core/logs/view.ts';
import {
  type LogAsk,
  type LogChannel,
  type LogRow,
  type LogSay,
  type LogSpec,
  type LogSpecInput,
  logSpec,
  streamName,
} from '../../../../shared/log.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';

/** A folder of logs that the test writes to itself, and the tables of a reader that hears of it. */
export interface Fixture {
  readonly folder: string;
  readonly tables: Tables;
  readonly searcher: Searcher;
  /** A stream to write to; begun when it is asked for first. */
  stream(item: string, channel: LogChannel): Segments;
  readonly streams: ReadonlyMap<string, Segments>;
  /** Writes text to a stream, and tells the reader. */
  write(item: string, channel: LogChannel, text: string | Uint8Array, at?: number, seq?: number): void;
  /** Hands over what was told but not heard yet. */
  hear(): void;
  /** Removes a stream, as the writer does with an item that is forgotten; the reader is told by `hear`. */
  forget(item: string, channel: LogChannel): void;
  /** Has the reader look at the folder, as it does where another host writes. */
  look(): void;
  view(spec: LogSpecInput): TestView;
}

/** A view and what it said. */
export interface TestView {
  readonly view: WorkerView;
  readonly said: LogSay[];
  ask(ask: LogAsk): void;
  /** Works until there is nothing to do, and says how it is. */
  settle(): Extract<LogSay, { k: 'state' }>;
  /** All rows, asked for in pages. */
  rows(): LogRow[];
}

export function fixture(options: { segmentBytes?: number } = {}): Fixture {
  const folder = tempFolder('lines');
  const files = createReaderFiles();
  onEnd(() => files.close());
  const tables = createTables(folder, files);
  const searcher = createSearcher(tables, () => {});
  const streams = new Map<string, Segments>();
  const views: WorkerView[] = [];
  const order = { value: 0 };
  let told: ToReader[] = [];
  onEnd(() => {
    for (const one of streams.values()) one.rest();
  });

  function stream(item: string, channel: LogChannel): Segments {
    const name = streamName(item, channel);
    const known = streams.get(name);
    if (known) return known;
    const place = path.join(folder, folderName(name));
    const made = openSegments({
      stream: name,
      folder: place,
      stored: { item, channel, end: 0, lines: 0, segments: [], marks: 0, marksBytes: 0, open: false },
      order,
      segmentBytes: () => options.segmentBytes ?? 4 * 2 ** 20,
      mono: () => 0,
      now: () => 0,
      prepare() {
        mkdirSync(place, { recursive: true });
        writeFileSync(path.join(place, 'stream.json'), JSON.stringify({ item, channel }));
      },
      tell: (written) => told.push(structuredClone(written)),
    });
    streams.set(name, made);
    told.push({ k: 'begun', stream: name, item, channel });
    return made;
  }

  function hear(): void {
    const messages = told;
    told = [];
    for (const message of messages) take(message);
  }

  function take(message: ToReader): void {
    const change = tables.take(message);
    for (const view of views) view.changed(change);
  }

  return {
    folder,
    tables,
    searcher,
    stream,
    streams,
    hear,
    write(item, channel, text, at = 1_000, seq = 1) {
      const one = stream(item, channel);
      one.append(typeof text === 'string' ? Buffer.from(text) : text, at, seq);
      one.flush();
      hear();
    },
    forget(item, channel) {
      const name = streamName(item, channel);
      streams.get(name)?.rest();
      streams.delete(name);
      rmSync(path.join(folder, folderName(name)), { recursive: true, force: true });
      told.push({ k: 'gone', stream: name });
    },
    look() {
      told = [];
      take(scanLogs(folder, files));
    },
    view(spec) {
      const said: LogSay[] = [];
      const numbered = numbering(logSpec.parse(spec));
      const view = createView(
        tables,
        searcher,
        (say) => {
          numbered(say);
          said.push(say);
        },
        () => {},
      );
      views.push(view);
      const test: TestView = {
        view,
        said,
        ask: view.ask,
        settle() {
          while (view.step());
          view.tell();
          view.tell();
          const state = said.findLast((say) => say.k === 'state');
          if (!state) throw new Error('The view said nothing of itself.');
          return state;
        },
        rows() {
          const { rows: total } = test.settle();
          const all: LogRow[] = [];
          while (all.length < total) {
            const before = said.length;
            view.ask({ k: 'rows', from: all.length, count: 500 });
            for (const say of said.slice(before)) if (say.k === 'rows') all.push(...say.rows);
          }
          return all;
        },
      };
      view.ask({ k: 'open', spec: logSpec.parse(spec) });
      return test;
    },
  };
}

/** Sees to it that within a generation no row gets another number, and none goes. */
function numbering(spec: LogSpec): (say: LogSay) => void {
  let generation = 0;
  let total = 0;
  let known = new Map<number, string>();
  const note = (from: number, rows: readonly LogRow[]) => {
    for (const [index, row] of rows.entries()) {
      // A folded row is known by its last line, which changes.
      const name = row.kind === 'mark' ? `${row.what.is} ${row.at}` : `${row.stream} ${spec.fold ? '' : row.n}`;
      const before = known.get(from + index);
      if (before !== undefined && before !== name)
        throw new Error(
          `Row ${from + index} of generation ${generation} was ${before}, now ${name}: ${JSON.stringify(spec)}`,
        );
      known.set(from + index, name);
    }
  };
  return (say) => {
    if (say.k === 'refused') return;
    if (say.generation < generation) throw new Error(`Generation ${say.generation} came after ${generation}.`);
    if (say.generation > generation) {
      generation = say.generation;
      total = 0;
      known = new Map();
      if (say.k !== 'state') throw new Error(`Generation ${generation} began with ${say.k}.`);
    }
    if (say.k === 'rows') note(say.from, say.rows);
    if (say.k !== 'state') return;
    if (say.rows < total)
      throw new Error(`Generation ${generation} had ${total} rows, and then ${say.rows}: ${JSON.stringify(spec)}`);
    total = say.rows;
    if (say.tail) note(say.tail.from, say.tail.rows);
  };
}
