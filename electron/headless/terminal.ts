import type { Readable, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { WireError } from '../../shared/errors.ts';

/** What a word of the command line reads and writes. */
export interface CliIo {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly stdin: Readable;
  readonly env: NodeJS.ProcessEnv;
  /** Folder that relative paths are meant from. */
  readonly folder: string;
}

/** Rows as aligned columns, two spaces apart; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(visible));
  const widths: number[] = [];
  for (const row of shown) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return shown
    .map((row) =>
      row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

/** Text that came from files or programs, safe to print: it can neither colour, move nor break the line. */
export function visible(text: string): string {
  return stripVTControlCharacters(text).replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    ' ',
  );
}

/** A place as editors and terminals understand it: `path:line:column`. */
export function placeText(at: {
  readonly path: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}): string {
  const line = at.line === undefined ? '' : `:${at.line}`;
  const column = at.line === undefined || at.column === undefined ? '' : `:${at.column}`;
  return visible(`${at.path}${line}${column}`);
}

/** An error for the eye: what and where, the lines of the file, what to do. */
export function errorText(error: WireError): string {
  const where = error.at ? `${placeText(error.at)}: ` : '';
  const frame = error.at?.frame ? `${error.at.frame.split('\n').map(visible).join('\n')}\n` : '';
  return `${where}${visible(error.message)} (${error.code})\n${frame}${visible(error.hint)}\n`;
}

/** Time of day of an event, local, to the millisecond. */
export function timeText(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}
