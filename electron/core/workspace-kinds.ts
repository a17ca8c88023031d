import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SettingName } from './config/settings-table.ts';
import { declaredKinds } from './hotswap/kinds/declared-kinds.ts';
import type { Kind } from './hotswap/kinds/kind.ts';
import type { Journal } from './journal/journal.ts';

/** The kinds of one workspace: those that everybody has, and those that its settings declare. */
export interface WorkspaceKinds {
  readonly kinds: readonly Kind[];
  /** A text that is another one whenever what is declared, or a schema that it names, is. */
  readonly stamp: string;
  /** Says which of those that are declared cannot be used: the settings in that file are in force without them. */
  tell(journal: Pick<Journal, 'append'>, path: string, cause: string): void;
  /** What is wrong with a value for the setting that declares kinds; null when nothing, or for another setting. */
  objection(name: SettingName, value: unknown): string | null;
}

/** Reads what a workspace declares; schemas that it names are read from its files. */
export function workspaceKinds(root: string, builtIn: readonly Kind[], setting: unknown): WorkspaceKinds {
  const schemas = new Map<string, string>();
  const readSchema = (file: string): unknown => {
    const text = readFileSync(path.join(root, file), 'utf8');
    schemas.set(file, text);
    return JSON.parse(text);
  };
  const declare = (value: unknown) => declaredKinds(value, readSchema, builtIn);
  const words = ({ path: at, message }: { path: readonly (string | number)[]; message: string }): string =>
    `\`kinds${at.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')}\` ${message}`;
  const { kinds, faults } = declare(setting);
  return {
    kinds: [...builtIn, ...kinds],
    stamp: JSON.stringify([setting, ...schemas]),
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

/** Kinds with those replaced that somebody knows more about. */
export function replaced(kinds: readonly Kind[], better: readonly Kind[]): Kind[] {
  return kinds.map((kind) => better.find(({ dir }) => dir === kind.dir) ?? kind);
}
