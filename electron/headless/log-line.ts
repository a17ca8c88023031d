import { isCut, type LogRow } from '../../shared/log.ts';
import { timeText, visible } from './terminal.ts';

/** Colours of a terminal, and nothing else that can be said to it. */
const COLOUR = /\x1b\[[\d;:]*m/y;
/** Everything that could be said to it, from its first character on. */
const SEQUENCE = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[P\]X^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-Z\\^_`a-z{|}~]|\x1b/y;
const DANGEROUS = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g;
const RESET = '\x1b[0m';

/**
 * A line of a process as it may be printed: its colours where they are wanted, and nothing that moves, clears, names or
 * asks anything; other control characters become signs for them.
 */
export function safeText(text: string, colours: boolean): string {
  let out = '';
  let coloured = false;
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\x1b', at);
    const end = next < 0 ? text.length : next;
    out += text.slice(at, end).replace(DANGEROUS, signOf);
    at = end;
    if (next < 0) break;
    COLOUR.lastIndex = at;
    const colour = COLOUR.exec(text)?.[0];
    if (colour !== undefined && colours) {
      out += colour;
      coloured = true;
    }
    SEQUENCE.lastIndex = at;
    at += SEQUENCE.exec(text)?.[0].length ?? 1;
  }
  return coloured ? `${out}${RESET}` : out;
}

/** A row as a line for the eye. @param named whether the stream is named */
export function logLine(row: LogRow, named: boolean, colours: boolean): string {
  const time = timeText(row.at);
  if (row.kind === 'mark') return `${time}  ── ${visible(row.stream)}: ${markText(row.what)} ──\n`;
  const count = row.count === undefined ? '' : `  (×${row.count})`;
  const text = `${safeText(row.text, colours)}${isCut(row) ? ' …' : ''}${count}`;
  return named ? `${time}  ${visible(row.stream)}  ${text}\n` : `${time}  ${text}\n`;
}

/** A row as JSON in one line that a terminal takes for nothing else. */
export function logJson(row: LogRow): string {
  const text = JSON.stringify(row);
  return `${text.replace(DANGEROUS, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

function markText(what: Extract<LogRow, { kind: 'mark' }>['what']): string {
  switch (what.is) {
    case 'run-started':
      return `run ${what.number}${what.after === null ? '' : `, after ${visible(what.after)}`}`;
    case 'run-ended':
      return `run ${what.number} ended, ${visible(what.words)}`;
    case 'rotated':
      return `${what.lines} older lines were dropped`;
    case 'repaired':
      return `the host ended within a line; ${what.bytes} bytes of it are kept`;
    case 'held-back':
      return `wrote faster than could be stored, and had to wait ${what.ms} ms`;
    case 'lost':
      return `${what.lines} lines could not be stored: ${visible(what.why)}`;
  }
}

/** The sign for a control character; for those without one, the sign that something is there. */
function signOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 32) return String.fromCharCode(0x2400 + code);
  return code === 127 ? '\u2421' : '\ufffd';
}
