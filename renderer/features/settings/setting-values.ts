import type { SettingType } from '../../../shared/actions/config.ts';
import { formatCount } from '../../lib/format.ts';

/** What was typed, as the value it stands for; what cannot be one is sent as it is, so that the core says what it expects. */
export function readDraft(type: SettingType, draft: string): unknown {
  switch (type.is) {
    case 'number':
      return /^\s*-?\d+(\.\d+)?\s*$/.test(draft) ? Number(draft) : draft;
    case 'list':
      return linesOf(draft);
    case 'numbers':
      return readNumbers(draft);
    case 'switch':
      return draft === 'true';
    default:
      return draft;
  }
}

/** A value as it is edited: one entry a line where there are several. */
export function draftOf(type: SettingType, value: unknown): string {
  if (type.is === 'list') return Array.isArray(value) ? value.join('\n') : '';
  if (type.is === 'numbers')
    return Object.entries((value ?? {}) as Record<string, unknown>)
      .map(([name, number]) => `${name}: ${String(number)}`)
      .join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** A value in a few words, with its unit. */
export function valueWords(type: SettingType, value: unknown): string {
  switch (type.is) {
    case 'switch':
      return value === true ? 'on' : 'off';
    case 'number':
      return type.unit === '' ? numberWords(value) : `${numberWords(value)} ${type.unit}`;
    case 'list':
      return Array.isArray(value) && value.length > 0 ? value.join(', ') : 'none';
    case 'numbers': {
      const entries = Object.entries((value ?? {}) as Record<string, unknown>);
      if (entries.length === 0) return 'none';
      return entries
        .map(([name, number]) => `${name} ${numberWords(number)}${type.unit && ` ${type.unit}`}`)
        .join(', ');
    }
    case 'maps':
      return Array.isArray(value) && value.length > 0 ? value.map(mapName).join(', ') : 'none';
    default:
      return value === '' ? 'none' : String(value);
  }
}

/** A whole number with its thousands apart; anything else as it is written. */
function numberWords(value: unknown): string {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? formatCount(value) : String(value);
}

/** Equal as values of a configuration. */
export function sameValue(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function linesOf(draft: string): string[] {
  return draft
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** `name: 20` lines; a line without a number keeps its text, which the core refuses with what it expects. */
function readNumbers(draft: string): Record<string, unknown> {
  return Object.fromEntries(
    linesOf(draft).map((line): [string, unknown] => {
      const [, name = line, text = ''] = /^(.*?)\s*[:=]\s*(.*)$/.exec(line) ?? [];
      return [name, /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text];
    }),
  );
}

function mapName(value: unknown): string {
  const dir = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['dir'] : undefined;
  return typeof dir === 'string' ? dir : 'a kind without dir';
}
