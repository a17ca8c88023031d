import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SettingName } from './config/settings-table.ts';
import { declaredKinds } from './hotswap/kinds/declared-kinds.ts';
import type { Kind } from './hotswap/kinds/kind.ts';

/** The kinds of one workspace: those that everybody has, and those that its settings declare. */
export interface WorkspaceKinds {
  readonly kinds: readonly Kind[];
  /** Why some that are declared are not used, each in words; empty when all are. */
  readonly faults: readonly string[];
  /** What is wrong with a value for the setting that declares kinds; null when nothing, or for another setting. */
  objection(name: SettingName, value: unknown): string | null;
}

/** Reads what a workspace declares; schemas that it names are read from its files. */
export function workspaceKinds(root: string, builtIn: readonly Kind[], setting: unknown): WorkspaceKinds {
  const declare = (value: unknown) =>
    declaredKinds(value, (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')), builtIn);
  const words = ({ path: at, message }: { path: readonly (string | number)[]; message: string }): string =>
    `\`kinds${at.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')}\` ${message}`;
  const { kinds, faults } = declare(setting);
  return {
    kinds: [...builtIn, ...kinds],
    faults: faults.map(words),
    objection(name, value) {
      const [first] = name === 'kinds' ? declare(value).faults : [];
      return first ? words(first) : null;
    },
  };
}
