/** What is open on the screen of jobs. */
export type JobsSelection =
  | { readonly sort: 'nothing' }
  /** The form of a command, by `tool/command`. */
  | { readonly sort: 'command'; readonly key: string }
  | { readonly sort: 'job'; readonly id: string }
  /** Two jobs side by side: the older one first. */
  | { readonly sort: 'compare'; readonly ids: readonly [string, string] }
  /** What runs again by itself. */
  | { readonly sort: 'repeats' };

/** The selection as the screen keeps it, and as it stands in an address. */
export function selectionText(selection: JobsSelection): string | null {
  switch (selection.sort) {
    case 'nothing':
      return null;
    case 'command':
      return `run/${selection.key}`;
    case 'job':
      return `job/${selection.id}`;
    case 'compare':
      return `compare/${selection.ids.join('/')}`;
    case 'repeats':
      return 'repeats';
  }
}

/** Reads such a text; nothing for any other. */
export function readSelection(text: string | null): JobsSelection {
  const [sort, first, second, ...rest] = (text ?? '').split('/');
  if (rest.length > 0) return { sort: 'nothing' };
  if (sort === 'repeats' && first === undefined) return { sort: 'repeats' };
  if (sort === 'job' && first && second === undefined) return { sort: 'job', id: first };
  if (!first || !second) return { sort: 'nothing' };
  if (sort === 'run') return { sort: 'command', key: `${first}/${second}` };
  return sort === 'compare' ? { sort: 'compare', ids: [first, second] } : { sort: 'nothing' };
}
