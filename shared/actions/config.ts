import { z } from 'zod';
import { wireError } from '../events/fields.ts';
import { action, query } from './row.ts';

/** How a setting is written, and so which control edits it. `each` says what one entry is: `a glob`. */
const settingType = z.discriminatedUnion('is', [
  z.object({ is: z.literal('switch') }),
  z.object({ is: z.literal('number'), min: z.number(), max: z.number(), unit: z.string() }),
  z.object({ is: z.literal('text'), max: z.number() }),
  z.object({ is: z.literal('choice'), choices: z.array(z.string()) }),
  z.object({ is: z.literal('list'), each: z.string() }),
  z.object({ is: z.literal('numbers'), each: z.string(), min: z.number(), max: z.number(), unit: z.string() }),
  z.object({ is: z.literal('maps'), each: z.string() }),
]);
export type SettingType = z.infer<typeof settingType>;

const settingRow = z.object({
  path: z.string(),
  group: z.string(),
  title: z.string(),
  says: z.string(),
  type: settingType,
  /** `restart`: a change takes effect when the workspace is opened again. */
  applies: z.enum(['live', 'restart']),
  default: z.unknown(),
  /** What the file and the environment say. */
  saved: z.unknown(),
  /** What the host uses now. */
  active: z.unknown(),
  source: z.enum(['default', 'file', 'environment']),
  /** Line of the file that sets it. */
  line: z.number().int().optional(),
  /** The variable that sets it; the file is not asked then. */
  variable: z.string().optional(),
  /** Why what the file says is not in force. */
  error: z.string().optional(),
});
export type SettingRow = z.infer<typeof settingRow>;

/** A setting of the app itself, the same for every workspace. */
export const appSettingRow = z.object({
  path: z.string(),
  title: z.string(),
  says: z.string(),
  type: settingType,
  default: z.unknown(),
  /** What is in use. */
  value: z.unknown(),
  source: z.enum(['default', 'file']),
  /** Why what the file says is not in use. */
  error: z.string().optional(),
  /** Why a change of it has no effect in this version. */
  off: z.string().optional(),
});
export type AppSettingRow = z.infer<typeof appSettingRow>;

/** Acts and questions on the settings of a workspace (`signalbox.yaml`). */
export const configActions = {
  'config.set': action(
    'Change a setting of the workspace',
    z.strictObject({
      path: z.string().min(1),
      /** The value; null takes the setting out of the file, so that its default holds. */
      value: z.unknown(),
      /** Hash of the file that was looked at; null when there was none. Without it the file is changed as it is now. */
      expectedHash: z.string().nullable().optional(),
    }),
    z.object({ changed: z.array(z.string()), path: z.string(), hash: z.string() }),
    { needs: 'write-files' },
  ),
  config: query(
    'Settings of the workspace: what is saved, what is in use, and where it comes from',
    z.strictObject({}),
    z.object({
      /** The file that holds them, or would. */
      file: z.string(),
      /** Null when there is no such file. */
      hash: z.string().nullable(),
      rows: z.array(settingRow),
      /** Variables and keys that are not used, each with the reason. */
      skipped: z.array(z.object({ name: z.string(), why: z.string() })),
      /** Variables that are in force. */
      overrides: z.array(z.object({ name: z.string(), path: z.string() })),
      /** Why the file as it is now is not used; the settings before it stay in force. */
      error: wireError.nullable(),
    }),
  ),
  'config.text': query(
    'The text of the file with the settings of the workspace',
    z.strictObject({}),
    z.object({ file: z.string(), text: z.string(), hash: z.string().nullable() }),
    'write-files',
  ),
};
