import { useRef, useState } from 'react';
import type { LogRow } from '../../../shared/log.ts';
import { asAppError } from '../../client/calls.ts';
import { copyText } from '../../lib/copy-text.ts';
import { formatDate, plural } from '../../lib/format.ts';
import { tell, tellFailure } from '../../stores/toast-store.ts';
import { COPIED_ROWS, gatheredWords, gatherRows, gatherToCopy, gatherToExport } from './all-rows.ts';
import { type SelectedText, textOfSelection } from './list/selection.ts';
import type { LogModel } from './log-model.ts';
import type { ItemWords } from './text/row-text.ts';

/** Taking everything that a view shows out of it. */
export interface Taking {
  readonly copy: () => void;
  readonly export: () => void;
  /** Rows that are on their way into a file; null while none are. */
  readonly exported: number | null;
  readonly stop: () => void;
}

/** Copies or exports what a view shows. */
export function useTaking(model: LogModel | null, name: string, words: ItemWords): Taking {
  const [exported, setExported] = useState<number | null>(null);
  const stopping = useRef<AbortController | null>(null);

  async function exportAll(): Promise<void> {
    if (!model) return;
    const stop = new AbortController();
    stopping.current = stop;
    setExported(0);
    try {
      const gathered = await gatherToExport(model, setExported, stop.signal, words);
      save(gathered.parts, `${name.replace(/[^\w.-]+/g, '-')}-${formatDate(Date.now())}.log`);
      tell(`Exported ${gatheredWords(gathered, plural(gathered.rows, 'line'))}`);
    } catch (thrown) {
      tellFailure('The lines were not exported', asAppError(thrown));
    } finally {
      setExported(null);
    }
  }

  return {
    copy: () => void (model && copyShown(model)),
    export: () => void exportAll(),
    exported,
    stop: () => stopping.current?.abort(),
  };
}

/** Copies everything that a view shows, up to what a clipboard takes. */
export async function copyShown(model: LogModel): Promise<void> {
  const gathered = await gatherToCopy(model);
  await copyText(gathered.parts.join(''), gatheredWords(gathered, plural(gathered.rows, 'line')));
}

/** Copies what is selected over rows of a view, up to what a clipboard takes. */
export async function copySelected(model: LogModel, { from, to }: SelectedText): Promise<void> {
  const rows: LogRow[] = [];
  const gathered = await gatherRows(model, {
    from: from.row,
    to: to.row + 1,
    most: COPIED_ROWS,
    line(row) {
      rows.push(row);
      return '';
    },
  });
  // Where it ended early, the last row is not the one that the selection ends in, and is taken whole.
  const end = gathered.ended === null ? to : { ...to, offset: Number.POSITIVE_INFINITY };
  await copyText(textOfSelection({ from, to: end }, rows), gatheredWords(gathered, plural(rows.length, 'line')));
}

function save(parts: readonly string[], name: string): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
