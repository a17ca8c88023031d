/**
 * Whether a version is at least another one. A leading `v` counts for nothing, missing numbers are 0, and what stands
 * behind a dash comes before the version without it (`1.2.0-rc1` < `1.2.0`). False when either has no number to begin with.
 */
export function isAtLeast(version: string, wanted: string): boolean {
  const have = read(version);
  const want = read(wanted);
  if (!have || !want) return false;
  for (let at = 0; at < Math.max(have.numbers.length, want.numbers.length); at += 1) {
    const difference = compare(have.numbers[at] ?? '0', want.numbers[at] ?? '0');
    if (difference !== 0) return difference > 0;
  }
  if (have.before === want.before) return true;
  if (have.before === '' || want.before === '') return have.before === '';
  return have.before > want.before;
}

function read(version: string): { numbers: string[]; before: string } | null {
  const match = /^v?(\d+(?:\.\d+)*)(?:-([^+]*))?(?:\+.*)?$/i.exec(version.trim());
  return match ? { numbers: (match[1] ?? '').split('.'), before: match[2] ?? '' } : null;
}

/** Two whole numbers of any length, as texts. */
function compare(one: string, other: string): number {
  const [left, right] = [one.replace(/^0+(?=\d)/, ''), other.replace(/^0+(?=\d)/, '')];
  if (left.length !== right.length) return left.length - right.length;
  return left === right ? 0 : left > right ? 1 : -1;
}
