import { type LogMarkRow, type LogRow, splitStream } from '../../../../shared/log.ts';
import { formatBytes, formatDuration, plural } from '../../../lib/format.ts';
import { plainText } from './shown-text.ts';

/** A ruler in words: the fact, and what more is known of it. */
export interface MarkWords {
  readonly fact: string;
  readonly more: string;
}

/** What a ruler says. */
export function markWords(what: LogMarkRow['what']): MarkWords {
  switch (what.is) {
    case 'run-started':
      return { fact: `run ${what.number}`, more: what.after === null ? '' : `after ${what.after}` };
    case 'run-ended':
      return { fact: `run ${what.number} ended`, more: what.words };
    case 'rotated':
      return {
        fact: `${plural(what.lines, 'older line')} dropped`,
        more: `${formatBytes(what.bytes)}, to stay within the bounds`,
      };
    case 'repaired':
      return { fact: 'Signalbox ended in the middle of this line', more: `${formatBytes(what.bytes)} of it are kept` };
    case 'held-back':
      return { fact: `held back for ${formatDuration(what.ms)}`, more: 'it wrote faster than could be stored' };
    case 'lost':
      return {
        fact: `${plural(what.lines, 'line')} could not be stored`,
        more: `${formatBytes(what.bytes)}: ${what.why}`,
      };
  }
}

/** A ruler as one text: `run 7, after reload #42`. */
export function markText(what: LogMarkRow['what']): string {
  const { fact, more } = markWords(what);
  return more === '' ? fact : `${fact}, ${more}`;
}

/** What an item is called. */
export type ItemWords = (item: string) => string;

/**
 * An item as people call it: the name of a component, `Signalbox` for its own lines. A job of which nothing else is
 * known is called by its id.
 */
export function itemWord(item: string): string {
  return item === 'signalbox' ? 'Signalbox' : item.replace(/^component:/, '').replace(/^job:/, 'job ');
}

/** A stream as people call it: `api stderr`. */
export function streamWord(stream: string, words: ItemWords = itemWord): string {
  const { item, channel } = splitStream(stream);
  return channel === 'own' ? words(item) : `${words(item)} ${channel}`;
}

/** A row as one line of a text file: when, from where, at which level, what; a ruler between dashes. */
export function exportLine(row: LogRow, words: ItemWords = itemWord): string {
  const when = new Date(row.at).toISOString();
  if (row.kind === 'mark') return `${when} --- ${streamWord(row.stream, words)}: ${markText(row.what)} ---`;
  const times = row.count === undefined ? '' : `×${row.count} `;
  return `${when} ${streamWord(row.stream, words)} ${row.level} ${times}${plainText(row.text)}`;
}

/** What a row is when it is copied: its text alone, or with the columns that are shown. */
export function copyLine(row: LogRow): string {
  return row.kind === 'mark' ? `--- ${markText(row.what)} ---` : plainText(row.text);
}
