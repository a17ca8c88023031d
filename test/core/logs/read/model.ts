import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  ENTRY_BYTES,
  type Entry,
  folderName,
  getEntry,
  type Mark,
  segmentStart,
} from '../../../../electron/core/logs/format.ts';
import { levelOf } from '../../../../electron/core/logs/level.ts';
import { lineText } from '../../../../electron/core/logs/line-text.ts';
import { templateText } from '../../../../electron/core/logs/template.ts';
import { type LogPattern, type LogRow, type LogSpec, splitStream } from '../../../../shared/log.ts';

/** A line or a mark by its place in everything. */
interface Piece {
  readonly order: number;
  readonly n: number;
  readonly row: LogRow;
  /** The line as text, whole. */
  readonly text: string;
}

/** Rows of a spec by reading everything there is and trying each line: slow, and hard to get wrong. */
export function modelRows(folder: string, streams: readonly string[], spec: LogSpec): LogRow[] {
  const wanted = streams.filter(
    (stream) =>
      spec.streams.includes('*') ||
      spec.streams.includes(stream) ||
      spec.streams.includes(`${splitStream(stream).item}/*`),
  );
  const pieces = wanted.flatMap((stream) => piecesOf(folder, stream));
  pieces.sort((one, other) => one.order - other.order || one.n - other.n);
  const before = spec.unlike ? templatesBefore(pieces, spec.unlike) : null;
  const rulers = new Set<string>();
  const shown = pieces.filter(({ row, text }) => {
    if (row.kind === 'line') return wantsLine(spec, row, text);
    if (spec.include.length > 0 || !isInTime(spec, row.at)) return false;
    if (spec.runs && (row.run === null || !spec.runs.includes(row.run))) return false;
    if (row.what.is !== 'run-started' && row.what.is !== 'run-ended') return true;
    const key = `${row.what.is}/${row.run}/${splitStream(row.stream).item}`;
    const isFirst = !rulers.has(key);
    rulers.add(key);
    return isFirst;
  });
  const rows: LogRow[] = [];
  let last: Piece | null = null;
  for (const piece of shown) {
    let { row } = piece;
    if (
      before !== null &&
      row.kind === 'line' &&
      spec.unlike &&
      isLater(row, spec.unlike) &&
      !before.has(templateText(row.text))
    )
      row = { ...row, fresh: true };
    const previous = rows.at(-1);
    const joins =
      spec.fold &&
      last?.row.kind === 'line' &&
      row.kind === 'line' &&
      previous?.kind === 'line' &&
      row.stream === last.row.stream &&
      templateText(row.text) === templateText(last.row.text);
    if (joins && row.kind === 'line') rows[rows.length - 1] = { ...row, count: (previous.count ?? 1) + 1 };
    else rows.push(row);
    last = piece;
  }
  return rows;
}

function wantsLine(spec: LogSpec, row: Extract<LogRow, { kind: 'line' }>, text: string): boolean {
  const plain = stripped(text);
  return (
    spec.include.every((pattern) => matches(pattern, plain)) &&
    !spec.exclude.some((pattern) => matches(pattern, plain)) &&
    (!spec.levels || spec.levels.includes(row.level)) &&
    isInTime(spec, row.at) &&
    (!spec.runs || (row.run !== null && spec.runs.includes(row.run))) &&
    !(row.run !== null && spec.foldedRuns.includes(row.run))
  );
}

function matches({ text, regex, case: exact }: LogPattern, line: string): boolean {
  if (regex) return new RegExp(text, exact ? 'u' : 'iu').test(line);
  if (exact) return line.includes(text);
  const isAscii = /^[\x20-\x7e]*$/.test(text);
  const lower = (one: string) =>
    isAscii ? one.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : one.toLowerCase();
  return lower(line).includes(lower(text));
}

function isInTime({ from, until }: LogSpec, at: number): boolean {
  return (from === undefined || at >= from) && (until === undefined || at <= until);
}

function isLater(row: Extract<LogRow, { kind: 'line' }>, unlike: NonNullable<LogSpec['unlike']>): boolean {
  return 'seq' in unlike ? row.seq > unlike.seq : row.run !== unlike.run;
}

function templatesBefore(pieces: readonly Piece[], unlike: NonNullable<LogSpec['unlike']>): Set<string> {
  const lines = pieces.filter(({ row }) => row.kind === 'line' && !isLater(row, unlike));
  return new Set(lines.map(({ row }) => templateText(row.kind === 'line' ? row.text : '')));
}

/** Without terminal sequences, written another way than the product does it. */
function stripped(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '\x1b') {
      out += text[at++];
      continue;
    }
    const rest = text.slice(at);
    const found =
      /^\x1b\[[0-?]*[ -/]*[@-~]/.exec(rest) ??
      /^\x1b[PX^_\]][^\x07\x1b]*(?:\x07|\x1b\\)?/.exec(rest) ??
      /^\x1b[ -/]*[0-Z\\^_`a-z{|}~]/.exec(rest);
    at += found?.[0].length ?? 1;
  }
  return out;
}

function piecesOf(folder: string, stream: string): Piece[] {
  const place = path.join(folder, folderName(stream));
  let names: string[] = [];
  try {
    names = readdirSync(place).sort();
  } catch {
    return [];
  }
  const entries: Entry[] = [];
  let bytes = Buffer.alloc(0);
  let first: number | null = null;
  for (const name of names) {
    const start = segmentStart(name);
    if (start === null) continue;
    first ??= start;
    bytes = Buffer.concat([bytes, readFileSync(path.join(place, name))]);
    const index = readFileSync(path.join(place, name.replace('.log', '.idx')));
    const view = new DataView(index.buffer, index.byteOffset, index.length);
    for (let at = 0; at + ENTRY_BYTES <= index.length; at += ENTRY_BYTES) entries.push(getEntry(view, at));
  }
  const marks = names.includes('marks.jsonl')
    ? readFileSync(path.join(place, 'marks.jsonl'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Mark)
    : [];
  const pieces: Piece[] = marks.map(({ order, at, seq, run, what }) => ({
    ...{ order, n: 0, text: '' },
    row: { kind: 'mark', stream, at, seq, run, what },
  }));
  for (let at = 0, n = entries[0]?.n ?? 1; at < bytes.length; n += 1) {
    const end = bytes.indexOf(10, at);
    const line = bytes.subarray(at, end < 0 ? bytes.length : end);
    const entry = entries.findLast(({ offset }) => offset <= at + (first ?? 0));
    if (!entry) throw new Error('A line has no entry.');
    const ran = marks.findLast(({ n: m, what }) => m <= n && (what.is === 'run-started' || what.is === 'run-ended'));
    const run = ran?.what.is === 'run-started' ? ran.run : null;
    const { text, binary } = lineText(line, null);
    pieces.push({
      ...{ order: entry.order, n, text: line.toString('utf8').replace(/\r+$/, '') },
      row: {
        ...{
          kind: 'line',
          stream,
          n,
          at: entry.at,
          seq: entry.seq,
          run,
          level: levelOf(text),
          text,
          bytes: line.length,
        },
        ...(binary ? { binary } : {}),
        ...(end < 0 ? { open: true } : {}),
      },
    });
    at = end < 0 ? bytes.length : end + 1;
  }
  return pieces;
}
