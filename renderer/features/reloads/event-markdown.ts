import type { Envelope, KnownEvent } from '../../../shared/envelope.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { FieldChange } from '../../../shared/events/fields.ts';
import { formatPosition } from '../../../shared/position.ts';
import { formatDateTime, formatDuration, formatPlace, formatValue } from '../../lib/format.ts';
import { eventWords } from '../../words/event-words.ts';
import { listRow } from '../../words/list-row.ts';
import { totalMs } from '../../words/reload-row.ts';

/** An event as Markdown, to be pasted into an issue or a chat; secrets are hidden in it as they are in the event. */
export function markdownOf(event: Envelope): string {
  const { text, more } = eventWords(event);
  const row = listRow(event);
  const lines = [
    `**${text}**${more === '' ? '' : ` (${more})`}`,
    '',
    `${formatDateTime(event.at)}, position \`${formatPosition(event)}\`${row && row.effect !== '' ? `, ${row.effect}` : ''}`,
  ];
  return `${[...lines, ...partsOf(event as KnownEvent)].join('\n')}\n`;
}

function partsOf(event: KnownEvent): string[] {
  switch (event.type) {
    case 'definition.reloaded': {
      const { diff, timings, warnings } = event.body;
      const took = totalMs(timings);
      return [
        ...(diff.length > 0 ? ['', ...diffTable(diff)] : []),
        ...(took === null ? [] : ['', `Took ${formatDuration(took)}.`]),
        ...warnings.map((warning) => `- warning${warning.line ? ` at line ${warning.line}` : ''}: ${warning.message}`),
      ];
    }
    case 'definition.refused':
    case 'config.refused':
      return errorLines(event.body.error);
    default:
      return [];
  }
}

function diffTable(diff: readonly FieldChange[]): string[] {
  return [
    '| field | before | after |',
    '| --- | --- | --- |',
    ...diff.map((change) => `| ${[code(change.path), side(change, 'old'), side(change, 'new')].join(' | ')} |`),
  ];
}

function side(change: FieldChange, key: 'old' | 'new'): string {
  return change[key] === undefined ? 'not set' : code(formatValue(change[key]));
}

function code(text: string): string {
  const flat = text.replaceAll('\n', '⏎').replaceAll('|', '\\|');
  return flat.includes('`') ? `\`\` ${flat} \`\`` : `\`${flat}\``;
}

function errorLines(error: WireError): string[] {
  const { message, hint, at } = error;
  return [
    '',
    `${message}${at ? ` (${code(formatPlace(at))})` : ''}`,
    ...(at?.frame === undefined ? [] : ['', fenceFor(at.frame), at.frame, fenceFor(at.frame)]),
    ...(hint === '' ? [] : ['', hint]),
  ];
}

/** A fence longer than any run of backticks in the text, so that the text cannot end its block. */
function fenceFor(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return '`'.repeat(longest + 1);
}
