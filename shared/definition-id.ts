/** Built-in kinds whose directory is more than one segment: what an id alone must be known by. */
const DEEP_KINDS: readonly string[] = [
  'extension/forge/datasources',
  'extension/forge/dialogs',
  'extension/forge/lookups',
  'extension/forge/windows',
  'templates/bundles',
  'tools/bundles',
  'tools/instructions',
];

/**
 * Kind (the directory) and name of a definition id such as `agents/team/a` or `tools/bundles/github`. The longest known
 * directory wins: those of the product, and those named in `kinds`. An id alone does not tell a kind of a workspace's own
 * with slashes in it; who introduces such an id says its kind (`kindFact`).
 */
export function splitDefinitionId(id: string, kinds: readonly string[] = []): { kind: string; name: string } {
  let cut = id.indexOf('/');
  for (const kind of DEEP_KINDS) if (kind.length > cut && id.startsWith(`${kind}/`)) cut = kind.length;
  for (const kind of kinds) if (kind.length > cut && id.startsWith(`${kind}/`)) cut = kind.length;
  return { kind: id.slice(0, cut), name: id.slice(cut + 1) };
}

/** What an event that introduces an id says of its kind: nothing where the id alone tells it. */
export function kindFact(id: string, kind: string): { kind?: string } {
  return splitDefinitionId(id).kind === kind ? {} : { kind };
}

/** Kind and name of an id whose kind an event may have told. */
export function splitKnown(id: string, kind: string | undefined): { kind: string; name: string } {
  return kind !== undefined && id.startsWith(`${kind}/`)
    ? { kind, name: id.slice(kind.length + 1) }
    : splitDefinitionId(id);
}

/** The id inside a subject such as `definition:agents/scout`; null for another sort of subject. */
export function idOfSubject(subject: string, sort: string): string | null {
  return subject.startsWith(`${sort}:`) ? subject.slice(sort.length + 1) : null;
}
