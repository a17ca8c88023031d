import { useMemo } from 'react';
import type { State } from '../../../shared/state.ts';
import { tableEntries } from '../../../shared/table.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { workspaceStore } from '../../stores/workspace-store.ts';
import type { EditorForm, Schema } from '../../ui/code-editor/editor-types.ts';

/** What may stand in a definition of a kind, and which names exist for its fields; null while it is not known. */
export function useForm(kind: string | null): EditorForm | null {
  const { value } = useAnswer('kind.schema', kind === null ? null : { kind }, kind ?? '');
  return useMemo(() => {
    if (value === null) return null;
    const { schema, wrapper, refers } = value;
    const names = (kinds: readonly string[]) => namesOf(workspaceStore.getState().state.definitions, kinds);
    return { schema: schema as Schema, wrapper, refers, names };
  }, [value]);
}

/** Names of the definitions of some kinds that have something loaded, in order. */
export function namesOf(definitions: State['definitions'], kinds: readonly string[]): string[] {
  if (kinds.length === 0) return [];
  const found = new Set<string>();
  for (const [, definition] of tableEntries(definitions)) {
    if (kinds.includes(definition.kind) && definition.loaded !== null && definition.state !== 'removed')
      found.add(definition.name);
  }
  return [...found].sort();
}
