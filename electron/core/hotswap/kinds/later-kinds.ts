import { freeFormKind, textsAt } from './free-form.ts';
import type { Kind, NamedReference } from './kind.ts';

/** A bundle of templates names them in a list. */
function templatesOf(value: Record<string, unknown>): NamedReference[] {
  return textsAt(value['templates'], ['templates']).map(({ path, text }) => ({
    field: path,
    kinds: ['templates'],
    name: text,
  }));
}

/** Kinds that later versions of the format added: maps with an `id` or a `name`, other files of theirs lie beside. */
export const laterKinds: readonly Kind[] = [
  freeFormKind('tools/instructions'),
  freeFormKind('skills'),
  freeFormKind('templates'),
  freeFormKind('templates/bundles', { references: templatesOf }),
  freeFormKind('prompts'),
  freeFormKind('a2a'),
  freeFormKind('callbacks'),
  freeFormKind('extension/forge/datasources'),
  freeFormKind('extension/forge/dialogs'),
  freeFormKind('extension/forge/lookups'),
  freeFormKind('extension/forge/windows'),
];
