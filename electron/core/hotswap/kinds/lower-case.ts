/** A text in lower case, to be compared with the words of a format; everything else stays. */
export function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
