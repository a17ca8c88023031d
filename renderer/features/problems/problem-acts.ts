import type { Problem } from '../../../shared/state.ts';
import { act, asAppError, ask } from '../../client/calls.ts';
import { tell, tellFailure } from '../../stores/toast-store.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { replaceName } from './mend.ts';

/** Opens the text of the definition a problem was found in, at its line. */
export function openProblem({ definition, line }: Problem): void {
  if (definition !== undefined) openDefinition(definition, 'text', line ?? null);
}

/** Writes another name where a problem stands, and saves the file. */
export async function writeName(problem: Problem, to: string): Promise<void> {
  const { definition: id, line, column, refersTo } = problem;
  if (id === undefined || line === undefined || column === undefined || refersTo === undefined) return;
  try {
    const { text, hash } = await ask('definition.read', { id });
    const mended = replaceName(text, { line, column }, refersTo.name, to);
    if (mended === null) {
      tell(`${problem.path} does not say ${refersTo.name} at line ${line}; open its text`, {
        label: 'Open',
        run: () => openProblem(problem),
      });
      return;
    }
    await act('definition.save', { id, text: mended, expectedHash: hash });
    tell(`${problem.path} names ${to} now`);
  } catch (thrown) {
    tellFailure(`${problem.path} was not changed`, asAppError(thrown));
  }
}

/** Creates the definition that is missing, from the template of its kind, and opens its text. */
export async function createMissing(kind: string, name: string): Promise<void> {
  try {
    const { result } = await act('definition.create', { kind, name });
    tell(`${result.path} created`);
    openDefinition(result.id, 'text');
  } catch (thrown) {
    tellFailure(`${kind}/${name} was not created`, asAppError(thrown));
  }
}
