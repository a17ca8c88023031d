import { isCut, type LogLineRow, type LogMarkRow, type LogRow, splitStream } from '../../../../shared/log.ts';
import { formatAgo, formatBytes, formatClockMs, formatCount, formatDateTime } from '../../../lib/format.ts';
import { spansOf } from '../text/ansi-spans.ts';
import { jsonIn, jsonText } from '../text/json-text.ts';
import { withMarks } from '../text/match-marks.ts';
import { itemWord, markWords, streamWord } from '../text/row-text.ts';
import css from './log-list.module.css';
import type { LogLook } from './look.ts';

const LETTERS = { stdout: 'o', stderr: 'e', handshake: 'h', job: 'j', own: 's' } as const;

/** What one drawn row shows beside its row. */
export interface RowView {
  readonly look: LogLook;
  readonly now: number;
  /** Its JSON stands formatted below it. */
  readonly opened: boolean;
}

/** Draws a row into its element; everything of the line goes in as text. Undefined while the row is not here yet. */
export function drawRow(element: HTMLElement, row: LogRow | undefined, view: RowView): void {
  element.className = css[row?.kind === 'mark' ? 'ruler' : 'row'] ?? '';
  delete element.dataset['level'];
  if (row === undefined) element.replaceChildren(cell(''));
  else if (row.kind === 'mark') element.replaceChildren(...rulerParts(row, view));
  else {
    element.dataset['level'] = row.level;
    element.replaceChildren(...lineParts(row, view));
  }
}

function lineParts(row: LogLineRow, { look, now, opened }: RowView): HTMLElement[] {
  const { item, channel } = splitStream(row.stream);
  const parts: HTMLElement[] = [];
  if (look.time !== 'off') parts.push(timeCell(row.at, look, now));
  const source = cell('source', LETTERS[channel]);
  source.title = streamWord(row.stream, look.words);
  if (look.names) source.prepend(span('item', (look.words ?? itemWord)(item)));
  const sign = cell('sign');
  if (row.fresh) sign.append(labelled('fresh', '◆', 'New: no line like it before'));
  parts.push(source, cell('level', row.level), sign, textCell(row, look, opened));
  if (opened) parts.push(jsonCell(row.text));
  return parts;
}

function textCell(row: LogLineRow, look: LogLook, opened: boolean): HTMLElement {
  const text = cell('text');
  const spans = spansOf(row.text);
  const plain = spans.map((each) => each.text).join('');
  if (row.count !== undefined) {
    text.append(
      labelled(
        'badge',
        `×${formatCount(row.count)}`,
        `${formatCount(row.count)} lines like this one, the last is shown`,
      ),
    );
  }
  if (mayBeJson(plain)) {
    text.append(button('json', opened ? '▾' : '▸', opened ? 'Close its JSON' : 'Open its JSON below'));
  }
  if (row.binary) text.append(labelled('badge', 'binary', 'It has bytes that are no text'));
  const body = span('body', '');
  body.dataset['body'] = '';
  for (const piece of withMarks(spans, look.matcher?.(plain) ?? [])) {
    const drawn = document.createElement(piece.marked ? 'mark' : 'span');
    drawn.textContent = piece.text;
    if (piece.tone !== null) drawn.dataset['tone'] = piece.tone;
    if (piece.back !== null) drawn.dataset['back'] = piece.back;
    if (piece.style.length > 0) drawn.dataset['style'] = piece.style.join(' ');
    body.append(drawn);
  }
  text.append(body);
  if (row.open) text.append(labelled('caret', '▏', 'Not ended yet'));
  if (isCut(row)) text.append(button('whole', `… ${formatBytes(row.bytes)}`, 'Open the whole line'));
  return text;
}

function jsonCell(text: string): HTMLElement {
  const shown = cell('jsonCell');
  const { lines, more } = jsonText(jsonIn(plainOf(text)));
  const pre = document.createElement('pre');
  pre.className = css['jsonText'] ?? '';
  pre.textContent = lines.join('\n');
  shown.append(pre);
  if (more > 0) shown.append(button('whole', `${formatCount(more)} more lines`, 'Open the whole line'));
  return shown;
}

/** Lines that a row takes when its JSON is open, its own included; 1 when it holds none. */
export function openedLines(row: LogRow | undefined): number {
  const value = row?.kind === 'line' ? jsonIn(plainOf(row.text)) : null;
  if (value === null) return 1;
  const { lines, more } = jsonText(value);
  return 1 + lines.length + (more > 0 ? 1 : 0);
}

function plainOf(raw: string): string {
  return spansOf(raw)
    .map((each) => each.text)
    .join('');
}

function mayBeJson(text: string): boolean {
  const last = text.trimEnd().at(-1);
  return (last === '}' && text.includes('{')) || (last === ']' && /^\s*\[/.test(text));
}

function rulerParts(row: LogMarkRow, { look, now }: RowView): HTMLElement[] {
  const shown = cell('ruled');
  const { fact, more } = markWords(row.what);
  const { is } = row.what;
  if (is === 'run-started' && row.run !== null) {
    const isFolded = look.foldedRuns.has(row.run);
    const act = button(
      'run',
      isFolded ? '▸' : '▾',
      isFolded ? `Show the lines of ${fact}` : `Fold the lines of ${fact}`,
    );
    act.setAttribute('aria-expanded', String(!isFolded));
    shown.append(act);
  }
  if (look.names) shown.append(span('item', streamWord(row.stream, look.words)));
  const strong = document.createElement('b');
  strong.textContent = fact;
  shown.append(
    strong,
    span(
      'more',
      [
        more === '' ? '' : `, ${more}`,
        look.foldedRuns.has(row.run ?? '') && is === 'run-started' ? ', folded' : '',
      ].join(''),
    ),
  );
  if (look.time !== 'off') {
    const when = span('when', look.time === 'relative' ? formatAgo(now - row.at) : formatClockMs(row.at));
    when.title = formatDateTime(row.at);
    shown.append(when);
  }
  shown.dataset['sort'] = is;
  return [shown];
}

function timeCell(at: number, look: LogLook, now: number): HTMLElement {
  const time = cell('time', look.time === 'relative' ? formatAgo(now - at) : formatClockMs(at));
  time.title = formatDateTime(at);
  return time;
}

function cell(name: string, text = ''): HTMLElement {
  const element = span(name, text);
  element.setAttribute('role', 'gridcell');
  return element;
}

function span(name: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = css[name] ?? '';
  if (text !== '') element.textContent = text;
  return element;
}

function labelled(name: string, text: string, label: string): HTMLElement {
  const element = span(name, text);
  element.title = label;
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', label);
  return element;
}

/** A button of a row; the list hears its presses by the name of its act. */
function button(act: 'run' | 'json' | 'whole', text: string, label: string): HTMLElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.tabIndex = -1;
  element.className = css['act'] ?? '';
  element.dataset['act'] = act;
  element.textContent = text;
  element.title = label;
  element.setAttribute('aria-label', label);
  return element;
}
