import type { Definition } from '../../../shared/state.ts';
import { type Table, tableGet } from '../../../shared/table.ts';

/** Why a name cannot be given within a kind, said while it is typed; null when it can. The core decides in the end. */
export function nameFault(definitions: Table<Definition>, kind: string, name: string): string | null {
  if (name.trim() === '') return 'a name is needed';
  const parts = name.split('/');
  if (parts.some((part) => part === '')) return 'no part of the name may be empty';
  if (parts.some((part) => part.startsWith('.'))) return 'no part of the name may begin with a dot';
  if (name.includes('\\')) return 'a slash makes a folder, a backslash cannot be used';
  const taken = tableGet(definitions, `${kind}/${name}`);
  return taken && taken.state !== 'removed' ? `${kind}/${name} exists already` : null;
}
