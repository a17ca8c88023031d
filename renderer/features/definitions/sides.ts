/** What a side of a comparison is called: a version, or the file. */
export function sideName(version: number | null): string {
  return version === null ? 'on disk' : `v${version}`;
}

/** The value of a choice for a side, and back. */
export function sideValue(version: number | null): string {
  return version === null ? 'disk' : String(version);
}

/** Reads `sideValue`; anything that is no version is the file. */
export function readSide(value: string): number | null {
  const version = Number(value);
  return Number.isInteger(version) && version > 0 ? version : null;
}
