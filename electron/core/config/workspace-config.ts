import { z } from 'zod';

/** One setting of a workspace: where it stands in `signalbox.yaml`, its default, and when a change takes effect. */
interface SettingRow {
  readonly schema: z.ZodType;
  readonly fallback: unknown;
  readonly applies: 'live' | 'restart';
  readonly says: string;
}

const ms = (max: number) => z.number().int().min(0).max(max);

/** Every setting of a workspace, by dotted path. */
export const SETTINGS = {
  'watch.enabled': {
    schema: z.boolean(),
    fallback: true,
    applies: 'restart',
    says: 'Whether files are watched at all.',
  },
  'watch.settleMs': {
    schema: ms(10_000),
    fallback: 20,
    applies: 'restart',
    says: 'A file is read this long after its last change; 0 reads at once.',
  },
  'watch.settleMaxMs': {
    schema: ms(60_000),
    fallback: 100,
    applies: 'restart',
    says: 'A file under a stream of changes is read at the latest after this.',
  },
  'watch.pollMs': {
    schema: ms(600_000),
    fallback: 2_000,
    applies: 'restart',
    says: 'Interval where native watching cannot be had.',
  },
  'watch.polling': {
    schema: z.boolean(),
    fallback: false,
    applies: 'restart',
    says: 'Poll even where native watching works.',
  },
  'watch.ignore': {
    schema: z.array(z.string()),
    fallback: [],
    applies: 'restart',
    says: 'More paths to ignore, as globs.',
  },
  'watch.follow': {
    schema: z.array(z.string()),
    fallback: [],
    applies: 'restart',
    says: 'Folders outside the workspace that links may lead to.',
  },
  'watch.maxPaths': {
    schema: z.number().int().min(1).max(10_000_000),
    fallback: 100_000,
    applies: 'restart',
    says: 'Most files that are watched.',
  },
  'hold.threshold': {
    schema: z.number().int().min(0).max(1_000_000),
    fallback: 25,
    applies: 'live',
    says: 'Hold a batch that changes this many loaded definitions; 0 never holds.',
  },
  lastGoodAcrossRestarts: {
    schema: z.boolean(),
    fallback: false,
    applies: 'restart',
    says: 'A definition that is broken at start serves its last good version, pinned.',
  },
} as const satisfies Record<string, SettingRow>;

export type SettingName = keyof typeof SETTINGS;
export type WorkspaceConfig = { readonly [N in SettingName]: z.infer<(typeof SETTINGS)[N]['schema']> };

/** A value that was given and could not be used. */
export interface Skipped {
  readonly name: string;
  readonly why: string;
}

/** What a file and the environment make of the settings. `faults` are wrong values in the file. */
export interface ReadConfig {
  readonly config: WorkspaceConfig;
  readonly overrides: readonly string[];
  readonly skipped: readonly Skipped[];
  readonly faults: readonly { readonly path: string; readonly message: string }[];
}

const PREFIX = 'SIGNALBOX_CONFIG_';

/** Settings from the parsed file (or nothing) and from `SIGNALBOX_CONFIG_A_B`, which wins. Unknown keys are reported, not used. */
export function readConfig(file: unknown, env: NodeJS.ProcessEnv): ReadConfig {
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, row]) => [name, row.fallback]),
  );
  const skipped: Skipped[] = [];
  const faults: { path: string; message: string }[] = [];
  const overrides: string[] = [];
  for (const [path, value] of flatten(file)) {
    const name = Object.keys(SETTINGS).find((one) => one.toLowerCase() === path.toLowerCase());
    if (!name) {
      skipped.push({ name: path, why: 'no setting has this name' });
      continue;
    }
    const parsed = SETTINGS[name as SettingName].schema.safeParse(value);
    if (parsed.success) values[name] = parsed.data;
    else faults.push({ path: name, message: parsed.error.issues[0]?.message ?? 'is not what was expected' });
  }
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || text === undefined) continue;
    const wanted = variable.slice(PREFIX.length).replaceAll('_', '').toLowerCase();
    const name = Object.keys(SETTINGS).find((one) => one.replaceAll('.', '').toLowerCase() === wanted);
    const parsed = name ? SETTINGS[name as SettingName].schema.safeParse(fromText(text)) : null;
    if (name && parsed?.success) {
      values[name] = parsed.data;
      overrides.push(variable);
    } else skipped.push({ name: variable, why: name ? `its value does not fit ${name}` : 'no setting has this name' });
  }
  if (/^(0|false|no|off)$/i.test(env['AGENTLY_HOTSWAP'] ?? '')) {
    values['watch.enabled'] = false;
    overrides.push('AGENTLY_HOTSWAP');
  }
  return { config: values as WorkspaceConfig, overrides, skipped, faults };
}

/** Names of the settings that differ between two configurations. */
export function changedSettings(before: WorkspaceConfig | null, after: WorkspaceConfig): SettingName[] {
  return (Object.keys(SETTINGS) as SettingName[]).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after[name]),
  );
}

/** Leaves of a nested map by dotted path; a list is a leaf. A setting may also be written with its dots. */
function flatten(value: unknown, prefix = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return prefix === '' ? [] : [[prefix, value]];
  return Object.entries(value).flatMap(([key, below]) => flatten(below, prefix === '' ? key : `${prefix}.${key}`));
}

function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
