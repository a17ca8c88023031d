/** Fields that hold the text of a file: never journaled. */
const BODY_FIELDS = new Set(['text', 'bytes', 'body']);

/** A copy of an input or a result in which bodies are replaced by their length, fit for the journal. */
export function withoutBodies(value: unknown): unknown {
  if (Array.isArray(value))
    return value.length > 200
      ? [...value.slice(0, 200).map(withoutBodies), `… ${value.length - 200} more`]
      : value.map(withoutBodies);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      BODY_FIELDS.has(key) && typeof field === 'string' ? `‹${field.length} characters›` : withoutBodies(field),
    ]),
  );
}
