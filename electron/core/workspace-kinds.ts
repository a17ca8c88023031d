import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SettingName } from './config/settings-table.ts';
import { declaredKinds } from './hotswap/kinds/declared-kinds.ts';
import type { Kind } from './hotswap/kinds/kind.ts';
import type { Journal } from './journal/journal.ts';

/** The kinds of one workspace: those that everybody has, and those that its settings declare. */
export interface WorkspaceKinds {
  readonly kinds: readonly Kind[];
  /** Says which of those that are declared cannot be used: the settings in that file are in force without them. */
  tell(journal: Pick<Journal, 'append'>, path: string, cause: string): void;
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
    tell(journal, file, cause) {
      const hint = 'Correct the declaration, then open the workspace again.';
      for (const [index, fault] of faults.entries()) {
        const level = 'error' as const;
        const body = {
          problemId: `kinds/${index}`,
          rule: 'declared-kind',
          path: file,
          level,
          message: words(fault),
          hint,
        };
        journal.append({ type: 'problem.found', subject: `file:${file}`, cause, body });
      }
    },
    objection(name, value) {
      const [first] = name === 'kinds' ? declare(value).faults : [];
      return first ? words(first) : null;
    },
  };
}
