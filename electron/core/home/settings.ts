import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { AppSettingRow, SettingType } from '../../../shared/actions/config.ts';
import { AppError } from '../../../shared/errors.ts';
import { writeJson } from './json-file.ts';

/** One setting of the app. */
interface Row {
  readonly type: SettingType;
  readonly schema: z.ZodType;
  readonly fallback: unknown;
  readonly title: string;
  readonly says: string;
  readonly expected: string;
  /** Why a change of it has no effect in this version. */
  readonly off?: string;
}

const THEMES = ['light', 'dark', 'system'];

const ROWS: Readonly<Record<string, Row>> = {
  theme: {
    type: { is: 'choice', choices: THEMES },
    schema: z.enum(THEMES),
    fallback: 'system',
    title: 'Theme',
    says: 'Light, dark, or as the system has it.',
    expected: `one of ${THEMES.join(', ')}`,
  },
  externalEditor: {
    type: { is: 'text', max: 500 },
    schema: z.string().max(500),
    fallback: '',
    title: 'External editor',
    says: 'Command that opens a definition at its line, e.g. `code --goto {file}:{line}:{column}`; empty looks for a known one.',
    expected: 'a text of at most 500 characters',
  },
  closeToTray: {
    type: { is: 'switch' },
    schema: z.boolean(),
    fallback: false,
    title: 'Close to tray',
    says: 'Closing the last window leaves Signalbox running in the tray.',
    expected: 'true or false',
    off: 'this version has no tray yet',
  },
};

/** What the file says, and what is used. */
export interface ReadSettings {
  readonly values: Record<string, unknown>;
  readonly path: string;
  /** Why the file as a whole is not used; the defaults hold then. */
  readonly fault: string | null;
  /** sha256 of the file; null when there is none. */
  readonly hash: string | null;
  readonly rows: AppSettingRow[];
}

/** Settings of the app, in `settings.json` of Signalbox's home. A broken file falls back to the defaults and says so. */
export interface Settings {
  read(): ReadSettings;
  /**
   * Changes one; null takes it out of the file. A file that cannot be read is set aside, not lost. Throws INVALID_INPUT
   * for an unknown name or a value that does not fit, and STALE when the file is not the one that was looked at.
   */
  set(name: string, value: unknown, expectedHash?: string | null): string[];
}

/** Opens the settings. */
export function openSettings(home: string): Settings {
  const file = path.join(home, 'settings.json');

  function read(): ReadSettings {
    const { value, hash, fault } = readMap(file);
    const values: Record<string, unknown> = {};
    const rows = Object.entries(ROWS).map(([name, row]): AppSettingRow => {
      const { type, title, says, fallback, schema, expected, off } = row;
      const given = Object.hasOwn(value, name);
      const parsed = schema.safeParse(value[name]);
      values[name] = given && parsed.success ? parsed.data : fallback;
      return {
        path: name,
        title,
        says,
        type,
        default: fallback,
        value: values[name],
        source: given ? 'file' : 'default',
        ...(given && !parsed.success ? { error: `expected ${expected}; the default holds` } : {}),
        ...(off === undefined ? {} : { off }),
      };
    });
    return { values, path: file, fault, hash, rows };
  }

  return {
    read,
    set(name, value, expectedHash) {
      const row = Object.hasOwn(ROWS, name) ? ROWS[name] : undefined;
      if (!row)
        throw new AppError('INVALID_INPUT', `There is no setting ${name.slice(0, 80)}.`, {
          hint: `Settings: ${Object.keys(ROWS).join(', ')}.`,
        });
      const now = readMap(file);
      if (expectedHash !== undefined && expectedHash !== now.hash)
        throw new AppError('STALE', `${file} changed on disk since you looked at it.`);
      const parsed = row.schema.safeParse(value);
      if (value !== null && !parsed.success) throw new AppError('INVALID_INPUT', `${name}: expected ${row.expected}.`);
      const before = read().values[name];
      const { [name]: _old, ...others } = now.value;
      if (now.fault !== null) setAside(file);
      const next = value === null ? others : { ...others, [name]: parsed.data };
      if (now.fault !== null || JSON.stringify(next) !== JSON.stringify(now.value)) writeJson(file, next);
      return read().values[name] === before ? [] : [name];
    },
  };
}

/** The map in the file; what another version of Signalbox wrote there is kept. */
function readMap(file: string): { value: Record<string, unknown>; hash: string | null; fault: string | null } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { value: {}, hash: null, fault: missing ? null : `${file} cannot be read; the defaults hold.` };
  }
  const hash = createHash('sha256').update(text).digest('hex');
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { value: value as Record<string, unknown>, hash, fault: null };
    return { value: {}, hash, fault: `${file} must hold a JSON object; the defaults hold.` };
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : String(error);
    return { value: {}, hash, fault: `${file} is not JSON (${why}); the defaults hold.` };
  }
}

function setAside(file: string): void {
  if (!existsSync(file)) return;
  renameSync(file, `${file}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`);
}
