import type { LogRow } from '../../../../shared/log.ts';
import { type SelectedText, selectedText, textOfSelection } from './selection.ts';

/** Rows that are copied at once at most when all of them are here. */
const COPIED = 5_000;

interface RowEventsOptions {
  readonly host: HTMLElement;
  readonly layer: HTMLElement;
  row(index: number): LogRow | undefined;
  /** A row was pressed, and no text selected with that. */
  onPress(row: number): void;
  onAct(act: string, row: number): void;
  /** Text of rows is being selected. */
  onSelected(): void;
  onCopyFar(selected: SelectedText): void;
  /** Everything is to be copied, also what is not drawn. */
  onCopyAll(): void;
}

/** What the mouse and the clipboard do with rows. */
export interface RowEvents {
  /** Rows at the ends of the selection: their elements must stay while it stands. */
  pinned(): readonly number[];
  /** Selects every row there is, until a press or another selection. */
  selectAll(): void;
  /** Ends that; false when not all are selected. */
  unselectAll(): boolean;
  /** Other rows have these numbers now: what was selected is not. */
  forget(): void;
  close(): void;
}

/** Listens to presses, selections and copies over the rows in `layer`. */
export function listenToRows(options: RowEventsOptions): RowEvents {
  const { host, layer } = options;
  let pinned: readonly number[] = [];
  // Of millions of rows a few are drawn: that all are selected is said by the frame, not by the browser.
  let isAll = false;

  function setAll(next: boolean): void {
    isAll = next;
    host.toggleAttribute('data-all', next);
  }

  function pressed(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const line = target?.closest<HTMLElement>('[data-row]');
    if (!line || !layer.contains(line)) return;
    const row = Number(line.dataset['row']);
    const act = target?.closest<HTMLElement>('[data-act]')?.dataset['act'];
    if (act !== undefined) options.onAct(act, row);
    else if (selectedText(layer) === null) options.onPress(row);
  }

  function selected(): void {
    const text = selectedText(layer);
    pinned = text === null ? [] : [...new Set([text.from.row, text.to.row])];
    if (text !== null) {
      setAll(false);
      options.onSelected();
    }
  }

  function copied(event: ClipboardEvent): void {
    const text = selectedText(layer);
    if (isAll && document.getSelection()?.isCollapsed !== false && !isField(event.target)) {
      event.preventDefault();
      options.onCopyAll();
      return;
    }
    // Within one row the browser copies what is selected; of more rows it knows those in sight only.
    if (text === null || text.from.row === text.to.row) return;
    event.preventDefault();
    const rows: LogRow[] = [];
    for (let at = text.from.row; at <= text.to.row && rows.length < COPIED; at += 1) {
      const row = options.row(at);
      if (row) rows.push(row);
    }
    if (rows.length === text.to.row - text.from.row + 1) {
      event.clipboardData?.setData('text/plain', textOfSelection(text, rows));
    } else options.onCopyFar(text);
  }

  const unselect = (): void => setAll(false);
  host.addEventListener('click', pressed);
  host.addEventListener('pointerdown', unselect);
  document.addEventListener('selectionchange', selected);
  document.addEventListener('copy', copied);
  return {
    pinned: () => pinned,
    selectAll() {
      document.getSelection()?.removeAllRanges();
      setAll(true);
      options.onSelected();
    },
    unselectAll() {
      const was = isAll;
      setAll(false);
      return was;
    },
    forget() {
      if (pinned.length > 0) document.getSelection()?.removeAllRanges();
      pinned = [];
    },
    close() {
      host.removeEventListener('click', pressed);
      host.removeEventListener('pointerdown', unselect);
      setAll(false);
      document.removeEventListener('selectionchange', selected);
      document.removeEventListener('copy', copied);
    },
  };
}

/** Whether a key there is meant for what is typed. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}
