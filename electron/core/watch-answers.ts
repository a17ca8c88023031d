import type { ExplanationAnswer } from '../../shared/actions/watch-answers.ts';
import type { Definition, State } from '../../shared/state.ts';
import { tableEntries } from '../../shared/table.ts';
import type { Explanation } from './watch/types.ts';

/** What the watcher knows of a path, joined with what became of the file's content. */
export function explainOutcome(explanation: Explanation, state: State): ExplanationAnswer {
  for (const [id, definition] of tableEntries(state.definitions)) {
    if (definition.path === explanation.path) return { ...explanation, became: outcomeOf(id, definition) };
    if (definition.claims.includes(explanation.path))
      return {
        ...explanation,
        became: { ...outcomeOf(id, definition), isOnDisk: false, fault: claimedBy(definition) },
      };
  }
  return explanation;
}

/** The answer where nothing is watched at all. */
export function unwatched(path: string): ExplanationAnswer {
  return { path, watched: false, why: 'Watching is switched off by the settings.', raw: [], dirty: false };
}

function outcomeOf(id: string, { state, loaded, disk, error }: Definition): NonNullable<ExplanationAnswer['became']> {
  return {
    definition: id,
    state,
    version: loaded?.version ?? null,
    isOnDisk: loaded !== null && loaded.hash === disk?.hash,
    ...(error === null ? {} : { fault: error.message }),
  };
}

function claimedBy({ path }: Definition): string {
  return `${path} has the same name and serves.`;
}
