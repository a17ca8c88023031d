/** Kind (the directory) and name of a definition id such as `agents/team/a`; kinds that hold slashes are named in `kinds`. */
export function splitDefinitionId(id: string, kinds: readonly string[] = []): { kind: string; name: string } {
  const known = kinds.find((kind) => id.startsWith(`${kind}/`));
  const cut = known === undefined ? id.indexOf('/') : known.length;
  return { kind: id.slice(0, cut), name: id.slice(cut + 1) };
}

/** The id inside a subject such as `definition:agents/scout`; null for another sort of subject. */
export function idOfSubject(subject: string, sort: string): string | null {
  return subject.startsWith(`${sort}:`) ? subject.slice(sort.length + 1) : null;
}
