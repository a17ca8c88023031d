import { type ConfigMap, isMap, joinPath, same, splitPath, valueAt, withValue } from './config-path.ts';
import { type Overlaid, overlay, type Skipped } from './env-overrides.ts';
import { expectedOf, foundWords, fromText } from './setting-types.ts';
import {
  DEFAULTS,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  settingAt,
  type WorkspaceConfig,
} from './settings-table.ts';

/** Where a setting's value comes from; `keys` is its place in the file, `variable` what overrides it. */
export interface Source {
  readonly keys?: readonly string[];
  readonly variable?: string;
}

/** A value in the file that cannot be used. */
export interface SettingFault {
  readonly name: SettingName;
  readonly keys: readonly string[];
  readonly message: string;
}

/** What a file and the environment make of the settings. */
export interface ReadConfig {
  readonly config: WorkspaceConfig;
  readonly sources: Readonly<Partial<Record<SettingName, Source>>>;
  /** Variables that are in force, by what they set. */
  readonly overrides: readonly { readonly name: string; readonly path: string }[];
  readonly skipped: readonly Skipped[];
  readonly faults: readonly SettingFault[];
}

const PREFIX = 'SIGNALBOX_CONFIG_';
const SWITCH = 'AGENTLY_HOTSWAP';

/** Every setting as a key that exists: maps as maps, all others as values. */
const DECLARED = SETTING_NAMES.reduce<ConfigMap>(
  (tree, name) => withValue(tree, splitPath(name), SETTINGS[name].type.is === 'numbers' ? {} : null),
  {},
);

/**
 * Settings from the parsed file (or nothing) and from `SIGNALBOX_CONFIG_A_B`, which wins. Keys may be written nested or
 * with their dots, in any case. Unknown keys are reported, not used; values that do not fit are faults.
 */
export function readConfig(file: unknown, env: NodeJS.ProcessEnv): ReadConfig {
  const fromFile = readFile(file);
  const laid = overlay(fromFile.tree, env, {
    prefix: PREFIX,
    declared: DECLARED,
    read(keys, text) {
      const found = settingAt(joinPath(keys));
      return found?.entry === null ? fromText(SETTINGS[found.name].type, text) : undefined;
    },
    objection(keys, tree) {
      const found = settingAt(joinPath(keys));
      if (!found) return 'no setting has this name';
      const fault = faultOf(found.name, valueAt(tree, splitPath(found.name)));
      return fault === null ? null : `its value does not fit ${found.name}: ${fault}`;
    },
  });
  return withSwitch({ ...settle(laid, fromFile), faults: fromFile.faults }, env);
}

/** Why a value does not fit a setting, or null when it does. */
export function faultOf(name: SettingName, value: unknown): string | null {
  if (SETTINGS[name].schema.safeParse(value).success) return null;
  return `expected ${expectedOf(SETTINGS[name].type)}, found ${foundWords(value)}`;
}

/** Names of the settings that differ between two configurations. */
export function changedSettings(before: WorkspaceConfig | null, after: WorkspaceConfig): SettingName[] {
  return SETTING_NAMES.filter((name) => !same(before?.[name], after[name]));
}

/** Where a file writes each setting, by its keys there; the last place counts when it is written twice. */
export function placesIn(file: unknown): Map<SettingName, readonly string[]> {
  return new Map(readFile(file).places);
}

interface FromFile {
  /** The settings that fit, under their own names. */
  readonly tree: ConfigMap;
  readonly places: ReadonlyMap<SettingName, readonly string[]>;
  readonly skipped: readonly Skipped[];
  readonly faults: readonly SettingFault[];
}

function readFile(file: unknown): FromFile {
  const places = new Map<SettingName, readonly string[]>();
  const skipped: Skipped[] = [];
  const faults: SettingFault[] = [];
  let tree: ConfigMap = {};
  for (const { keys, value } of leaves(file, [])) {
    const path = keys.join('.');
    const found = settingAt(path);
    if (!found) {
      skipped.push({ name: path, why: 'no setting has this name' });
      continue;
    }
    const { name, entry } = found;
    const at = entry === null ? splitPath(name) : [...splitPath(name), entry];
    if (places.has(name) && (entry === null || valueAt(tree, at) !== undefined))
      skipped.push({ name: path, why: 'it is written twice; the later one counts' });
    const next = withValue(tree, at, value);
    const message = faultOf(name, valueAt(next, splitPath(name)));
    if (message === null) tree = next;
    else faults.push({ name, keys, message });
    places.set(name, keys);
  }
  return { tree, places, skipped, faults };
}

/** The values of a map that name settings, or nothing; a setting that is a map is one value. */
function leaves(value: unknown, keys: readonly string[]): { keys: readonly string[]; value: unknown }[] {
  if (keys.length > 0 && (!isMap(value) || settingAt(keys.join('.')))) return [{ keys, value }];
  if (!isMap(value)) return [];
  // `watch:` with nothing below it says nothing.
  return Object.entries(value).flatMap(([key, below]) =>
    below === null && isAbove([...keys, key].join('.')) ? [] : leaves(below, [...keys, key]),
  );
}

function isAbove(path: string): boolean {
  return SETTING_NAMES.some((name) => name.toLowerCase().startsWith(`${path.toLowerCase()}.`));
}

function settle(laid: Overlaid, { places, skipped }: FromFile): Omit<ReadConfig, 'faults'> {
  const values: Record<string, unknown> = { ...DEFAULTS };
  const sources: Partial<Record<SettingName, Source>> = {};
  for (const name of SETTING_NAMES) {
    const value = valueAt(laid.tree, splitPath(name));
    if (value !== undefined) values[name] = value;
    const keys = places.get(name);
    const variable = laid.overrides.find((one) => settingAt(one.path)?.name === name)?.name;
    if (keys || variable) sources[name] = { ...(keys ? { keys } : {}), ...(variable ? { variable } : {}) };
  }
  const overrides = laid.overrides.map(({ name, path }) => ({ name, path }));
  return { config: values as WorkspaceConfig, sources, overrides, skipped: [...skipped, ...laid.skipped] };
}

/** The variable of the system Signalbox takes over from that switches watching off: it wins. */
function withSwitch(read: ReadConfig, env: NodeJS.ProcessEnv): ReadConfig {
  if (!/^(0|false|no|off)$/i.test(env[SWITCH]?.trim() ?? '')) return read;
  const name = 'watch.enabled';
  const loser = read.overrides.find((one) => one.path === name);
  return {
    ...read,
    config: { ...read.config, [name]: false },
    sources: { ...read.sources, [name]: { ...read.sources[name], variable: SWITCH } },
    overrides: [...read.overrides.filter((one) => one !== loser), { name: SWITCH, path: name }],
    skipped: loser ? [...read.skipped, { name: loser.name, why: `${SWITCH} switches watching off` }] : read.skipped,
  };
}
