import type { AppSettingRow, SettingRow, SettingType } from '../../../shared/actions/config.ts';
import { sameValue, valueWords } from './setting-values.ts';

/** One setting as the screen shows it, wherever it is kept. */
export interface RowView {
  readonly id: string;
  readonly of: 'workspace' | 'app';
  readonly group: string;
  readonly title: string;
  readonly says: string;
  readonly path: string;
  readonly type: SettingType;
  /** What is edited: what is saved. */
  readonly value: unknown;
  readonly standard: string;
  /** Where the value comes from. */
  readonly source: string;
  /** It stands in a file, so it can be taken out of it. */
  readonly canReset: boolean;
  /** Why it cannot be edited here. */
  readonly locked: string | null;
  readonly error: string | null;
  /** Set when the host uses another value than what is saved: both, and what to do. */
  readonly differs: { readonly active: string; readonly saved: string; readonly why: 'restart' | 'applying' } | null;
}

/** The row of a setting of the workspace. */
export function workspaceRow(row: SettingRow, file: string): RowView {
  const { path, group, title, says, type, applies, source, variable, line, error } = row;
  const differs = !sameValue(row.saved, row.active);
  return {
    id: path,
    of: 'workspace',
    group,
    title,
    says,
    path,
    type,
    value: row.saved,
    standard: valueWords(type, row.default),
    source:
      source === 'environment'
        ? `variable ${variable}`
        : source === 'file'
          ? `${file}${line === undefined ? '' : `, line ${line}`}`
          : 'default',
    canReset: source === 'file',
    locked: lockedBy(row, file),
    error: error ?? null,
    differs: differs
      ? {
          active: valueWords(type, row.active),
          saved: valueWords(type, row.saved),
          why: applies === 'restart' ? 'restart' : 'applying',
        }
      : null,
  };
}

/** The row of a setting of the app. */
export function appRow(row: AppSettingRow): RowView {
  const { path, title, says, type, source, error, off } = row;
  return {
    id: `app.${path}`,
    of: 'app',
    group: 'App',
    title,
    says,
    path,
    type,
    value: row.value,
    standard: valueWords(type, row.default),
    source: source === 'file' ? 'settings.json' : 'default',
    canReset: source === 'file',
    locked: off ?? null,
    error: error ?? null,
    differs: null,
  };
}

/** The rows in which every word occurs, in their order, by heading. */
export function groupRows(rows: readonly RowView[], text: string): [group: string, rows: RowView[]][] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, RowView[]>();
  for (const row of rows) {
    const all = `${row.group} ${row.title} ${row.says} ${row.path} ${row.source}`.toLowerCase();
    if (!words.every((word) => all.includes(word))) continue;
    groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  }
  return [...groups];
}

function lockedBy({ source, type }: SettingRow, file: string): string | null {
  if (source === 'environment')
    return 'set in the environment, which wins over the file; take the variable away and start again';
  return type.is === 'maps' ? `edit it in ${file}` : null;
}
