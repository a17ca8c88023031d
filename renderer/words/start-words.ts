import type { ActionOutput } from '../../shared/actions/all.ts';
import type { FieldChange } from '../../shared/events/fields.ts';
import { plural } from '../lib/format.ts';

type Differences = ActionOutput<'run.differences'>;
type Change = Differences['changes'][number];

const WHAT = { cwd: 'folder', file: 'file', variable: 'variable', reference: 'definition' } as const;

/** One thing a run was started with otherwise, as a line of a table of fields. Of a variable no value is known here. */
export function changeOf({ what, name, old, new: now }: Change): FieldChange {
  const path = what === 'cwd' ? 'folder' : `${WHAT[what]} ${name}`;
  const side = (value: string | null, word: string) => (value === '' ? word : value);
  return {
    path,
    ...(old === null ? {} : { old: side(old, now === null ? 'was set' : 'one value') }),
    ...(now === null ? {} : { new: side(now, old === null ? 'is set' : 'another value') }),
  };
}

/** The words for what differs by descriptor, followed by how many other things of the start do. */
export function withStart(differs: string, found: Differences | null): string {
  if (!found || found.against === null) return differs;
  if (!found.known) return `${differs}; what else it was started with is not known any more`;
  if (found.changes.length === 0) return `${differs}; program, folder and variables are the same`;
  const counts = new Map<keyof typeof WHAT, number>();
  for (const { what } of found.changes) counts.set(what, (counts.get(what) ?? 0) + 1);
  const parts = [...counts].map(([what, count]) => plural(count, WHAT[what]));
  return `${differs}; of its start: ${parts.join(', ')}`;
}
