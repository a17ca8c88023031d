import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { readJson, writeJson } from './json-file.ts';

const rows: Readonly<Record<string, z.ZodType>> = {
  theme: z.enum(['light', 'dark', 'system']),
  closeToTray: z.boolean(),
  externalEditor: z.string().max(500),
};

const DEFAULTS: Readonly<Record<string, unknown>> = { theme: 'system', closeToTray: false, externalEditor: '' };

/** Settings of the app, in `settings.json` of Signalbox's home. A broken file falls back to the defaults and says so. */
export interface Settings {
  read(): { values: Record<string, unknown>; path: string; fault: string | null };
  /** Throws INVALID_INPUT for an unknown name or a value that does not fit. */
  set(name: string, value: unknown): string[];
}

/** Opens the settings. */
export function openSettings(home: string): Settings {
  const file = path.join(home, 'settings.json');
  function read() {
    const { value, fault } = readJson<Record<string, unknown>>(file, {});
    const good = Object.entries(value).filter(([name, one]) => rows[name]?.safeParse(one).success);
    return { values: { ...DEFAULTS, ...Object.fromEntries(good) }, path: file, fault };
  }
  return {
    read,
    set(name, value) {
      const row = rows[name];
      if (!row)
        throw new AppError('INVALID_INPUT', `There is no setting ${name}.`, {
          hint: `Settings: ${Object.keys(rows).join(', ')}.`,
        });
      const parsed = row.safeParse(value);
      if (!parsed.success)
        throw new AppError('INVALID_INPUT', `${name}: ${parsed.error.issues[0]?.message ?? 'does not fit'}.`);
      const { values } = read();
      if (values[name] === parsed.data) return [];
      writeJson(file, { ...values, [name]: parsed.data });
      return [name];
    },
  };
}
