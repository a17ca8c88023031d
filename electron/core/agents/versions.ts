const STRICT = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** Whether a text is a version of exactly three numbers. */
export function isVersion(text: string): boolean {
  return STRICT.test(text);
}

/** Below 0 when the first is older. Both must be versions; what is none counts as the oldest. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (left[at] ?? -1n) - (right[at] ?? -1n);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** The newest of some versions; null when none of them is one. */
export function newestOf(versions: readonly string[]): string | null {
  const all = versions.filter(isVersion).sort(compareVersions);
  return all.at(-1) ?? null;
}

/** The version a release tag names: one leading `v` is no part of it. */
export function versionOfTag(tag: string): string {
  return tag.replace(/^v/, '');
}

function numbersOf(text: string): readonly bigint[] {
  return STRICT.exec(text)?.slice(1).map(BigInt) ?? [];
}
