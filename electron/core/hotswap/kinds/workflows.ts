import { isMap } from '../../documents/schema-shape.ts';
import type { FieldPath } from '../../documents/types.ts';
import { freeFormKind } from './free-form.ts';
import type { Kind, NamedReference } from './kind.ts';

/** Deepest level of a graph that is searched for names; documents are no deeper. */
const MAX_DEPTH = 100;

/**
 * Workflows: `workflows/<name>.yaml`. The graph belongs to the runtime that executes it; here it is held, and the agents
 * and models that its tasks name in plain words are known.
 */
export const workflowKind: Kind = freeFormKind('workflows', {
  references: (value) => namesBelow(value, [], 0),
  template: (id) => `id: ${JSON.stringify(id)}\nstage:\n  first:\n    action: ""\n    input: {}\n`,
});

function namesBelow(value: unknown, path: FieldPath, depth: number): NamedReference[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => namesBelow(item, [...path, index], depth + 1));
  if (!isMap(value)) return [];
  const own = typeof value['action'] === 'string' ? namesOfTask(value, value['action'], path) : [];
  return [...own, ...Object.entries(value).flatMap(([key, part]) => namesBelow(part, [...path, key], depth + 1))];
}

/** What tasks of the agents' own services (`llm/…`, `agent…`) take is known by name; other services have their own ways. */
function namesOfTask(task: Record<string, unknown>, action: string, path: FieldPath): NamedReference[] {
  const input = task['input'];
  if (!isMap(input) || !/^(?:llm|agents?)(?:\/|:|$)/.test(action)) return [];
  return Object.entries(input).flatMap(([key, name]): NamedReference[] => {
    const kind = /^agent(?:id|name)?$/i.test(key) ? 'agents' : /^model$/i.test(key) ? 'models' : null;
    // A template is only known when it runs.
    return kind !== null && typeof name === 'string' && /^[^${}]+$/.test(name)
      ? [{ field: [...path, 'input', key], kinds: [kind], name }]
      : [];
  });
}
