import type { referenceActions } from '../../../../shared/actions/reference.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { HandlersOf } from '../../dispatch.ts';
import type { FieldPath } from '../../documents/types.ts';
import type { NamedReference } from '../kinds/kind.ts';
import type { FieldAt } from '../loader.ts';
import type { References } from './references.ts';

/** The questions on references and problems. */
export function referenceHandlers({ index, entries, told, places }: References): HandlersOf<typeof referenceActions> {
  /** Lines of references, one text read per definition. */
  async function located(id: string, references: readonly NamedReference[]) {
    const entry = entries.get(id);
    const found = entry ? await places(entry, references.map(fieldOf)) : [];
    return references.map((_, at) => ({ line: found[at]?.line ?? null, column: found[at]?.column ?? null }));
  }

  return {
    async references({ id, limit }) {
      const references = index.facts(id)?.references ?? [];
      const lines = await located(id, references);
      const users = index.usedBy(id).sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
      const byUser = new Map<string, NamedReference[]>();
      for (const user of users.slice(0, limit)) byUser.set(user.id, [...(byUser.get(user.id) ?? []), user.reference]);
      const usedBy = await Promise.all(
        [...byUser].map(async ([user, named]) => {
          const where = await located(user, named);
          const path = entries.get(user)?.loaded?.path ?? '';
          return named.map((reference, at) => ({
            id: user,
            field: written(reference.field),
            path,
            line: where[at]?.line ?? null,
            column: where[at]?.column ?? null,
          }));
        }),
      );
      return {
        names: references.map((reference, at) => ({
          field: written(reference.field),
          kinds: [...reference.kinds],
          name: reference.name,
          found: index.resolve(reference).found,
          line: lines[at]?.line ?? null,
          column: lines[at]?.column ?? null,
        })),
        usedBy: usedBy.flat(),
        users: users.length,
      };
    },

    async problem({ problemId }) {
      const problem = told(problemId);
      const entry = problem && entries.get(problem.definition);
      if (!problem || !entry)
        throw new AppError('NOT_FOUND', 'This problem does not stand any more, or it is not about the text of a file.');
      const [place] = await places(entry, [problem.at]);
      return {
        path: problem.path,
        line: problem.line ?? null,
        column: problem.column ?? null,
        frame: place?.frame ?? null,
      };
    },
  };
}

function fieldOf({ field }: NamedReference): FieldAt {
  return { path: field, keys: 'canonical', of: 'value' };
}

/** A field as people write it: `chains[0].target.agentId`. */
function written(field: FieldPath): string {
  return field.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}
