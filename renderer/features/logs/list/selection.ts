import type { LogRow } from '../../../../shared/log.ts';
import { copyLine } from '../text/row-text.ts';

/** A place in the text of a row: how many characters of it are before. */
export interface TextPlace {
  readonly row: number;
  readonly offset: number;
}

/** What is selected over rows, first place first. */
export interface SelectedText {
  readonly from: TextPlace;
  readonly to: TextPlace;
}

/** What is selected with both ends in rows of this list; null for nothing. */
export function selectedText(layer: HTMLElement): SelectedText | null {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return null;
  const anchor = placeOf(layer, selection.anchorNode, selection.anchorOffset);
  const focus = placeOf(layer, selection.focusNode, selection.focusOffset);
  if (!anchor || !focus) return null;
  const isForward = anchor.row < focus.row || (anchor.row === focus.row && anchor.offset <= focus.offset);
  return isForward ? { from: anchor, to: focus } : { from: focus, to: anchor };
}

function placeOf(layer: HTMLElement, node: Node | null, offset: number): TextPlace | null {
  const element = node instanceof Element ? node : node?.parentElement;
  const line = element?.closest<HTMLElement>('[data-row]');
  if (!node || !line || !layer.contains(line)) return null;
  const row = Number(line.dataset['row']);
  const body = line.querySelector('[data-body]');
  if (!body) return { row, offset: 0 };
  const range = document.createRange();
  range.selectNodeContents(body);
  if (range.comparePoint(node, offset) < 0) return { row, offset: 0 };
  if (range.comparePoint(node, offset) > 0) return { row, offset: range.toString().length };
  range.setEnd(node, offset);
  return { row, offset: range.toString().length };
}

/** The selected part of rows as text, one line each; `rows` begins with the first that is selected. */
export function textOfSelection({ from, to }: SelectedText, rows: readonly LogRow[]): string {
  return rows
    .map((row, at) => {
      const line = copyLine(row);
      const end = at === rows.length - 1 && row.kind === 'line' ? to.offset : line.length;
      return line.slice(at === 0 && row.kind === 'line' ? from.offset : 0, end);
    })
    .join('\n');
}
