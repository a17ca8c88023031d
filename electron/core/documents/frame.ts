import type { Lines } from './lines.ts';
import { secretLines } from './secret-lines.ts';
import { hiddenMark, hideSecrets, type Secret } from './secrets.ts';
import { urlUserInfo } from './url-secrets.ts';

const linesBefore = 2;
const linesAfter = 1;
const maxLineLength = 200;

/**
 * The lines around a fault, numbered, with `>` before the line at fault. Values of secret keys, passwords in addresses
 * and other occurrences of `secrets` are hidden, control characters made visible, lines cut at 200 characters.
 *
 * @param line counted from 1
 * @param column counted from 1; long lines are cut so that it stays in sight
 */
export function codeFrame(lines: Lines, line: number, column: number, secrets: readonly Secret[]): string {
  const { hiddenFrom } = secretLines(lines.texts);
  const first = Math.max(1, line - linesBefore);
  const last = Math.min(lines.texts.length, line + linesAfter);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const source = lines.texts[number - 1] ?? '';
    // The empty rest behind a final line break is no line to anybody.
    if (number === lines.texts.length && number > line && source === '') break;
    const safe = visible(hideSecrets(hideUserInfo(hideFrom(source, hiddenFrom.get(number - 1))), secrets));
    const text = cut(safe, number === line ? column : 1);
    shown.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd());
  }
  return shown.join('\n');
}

function hideFrom(line: string, column: number | undefined): string {
  if (column === undefined) return line;
  const rest = line.slice(column);
  if (rest.trim() === '') return line;
  const blank = /^\s*/.exec(rest)?.[0] ?? '';
  return `${line.slice(0, column)}${blank}${hiddenMark}`;
}

function hideUserInfo(line: string): string {
  let shown = '';
  let from = 0;
  for (const { start, end } of urlUserInfo(line)) {
    shown += line.slice(from, start) + hiddenMark;
    from = end;
  }
  return shown + line.slice(from);
}

/** Characters that cannot be seen, or that change how their line is shown, in a form that can. */
function visible(line: string): string {
  return line
    .replaceAll('\t', '→')
    .replace(/[\u0000-\u001f]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)))
    .replace(/\u007f/g, '␡')
    .replace(
      /[\u0080-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu,
      (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
    );
}

function cut(line: string, column: number): string {
  if (line.length <= maxLineLength) return line;
  const from =
    column <= maxLineLength - 20 ? 0 : Math.min(column - maxLineLength / 2, Math.max(0, line.length - maxLineLength));
  const part = line.slice(from, from + maxLineLength);
  return `${from > 0 ? '…' : ''}${part}${from + maxLineLength < line.length ? '…' : ''}`;
}
