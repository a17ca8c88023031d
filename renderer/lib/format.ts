const THIN = '\u2009';

/** A whole number with a thin space between thousands: `18 402`. */
export function formatCount(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

/** A count with its noun: `1 file`, `3 files`; `many` when the plural is not just an `s`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A length of time given in ms, with the unit that reads best: `0.8 ms`, `24.9 ms`, `312 ms`, `1.27 s`, `3 min`, `2 h`. */
export function formatDuration(ms: number): string {
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : plural(Math.round(hours / 24), 'day');
}

/** How long something has lasted, from ms, counting by the second: `0:08`, `12:40`, `3 h 12 m`, `4 days`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} m` : plural(Math.floor(hours / 24), 'day');
}

/** How long ago something was, from a difference in ms: `now`, `14 s ago`, `3 min ago`. Never a future. */
export function formatAgo(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  if (seconds < 1) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${plural(Math.floor(hours / 24), 'day')} ago`;
}

/** Local wall time of an epoch in ms: `02:48:52`. */
export function formatClock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** Local wall time with milliseconds: `02:48:52.031`. */
export function formatClockMs(at: number): string {
  return `${formatClock(at)}.${String(new Date(at).getMilliseconds()).padStart(3, '0')}`;
}

/** Local date and time: `2026-11-21 02:48:52`. */
export function formatDateTime(at: number): string {
  return `${formatDate(at)} ${formatClock(at)}`;
}

/** Local date: `2026-11-21`. */
export function formatDate(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A size in bytes: `812 B`, `4.2 KiB`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const kib = bytes / 1_024;
  return kib < 1_024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1_024).toFixed(1)} MiB`;
}

/** The first eight hex digits of a content hash; `unreadable` where there is none. */
export function shortHash(hash: string | null): string {
  return hash === null ? 'unreadable' : hash.slice(0, 8);
}

/** A place in a file as people write it: `agents/coder.yaml:12:15`. */
export function formatPlace(place: { path: string; line?: number | undefined; column?: number | undefined }): string {
  return [place.path, place.line, place.line === undefined ? undefined : place.column]
    .filter((part) => part !== undefined)
    .join(':');
}

/** A plain value on one line, as a diff shows it: strings bare where that cannot be misread, all else as JSON. */
export function formatValue(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'not set';
  const misread =
    value === '' || value !== value.trim() || /[\n\t"]/.test(value) || /^(true|false|null|[\d.+-]+)$/.test(value);
  return misread ? JSON.stringify(value) : value;
}

/** A git head as people name it: `feat/rerank` for `refs/heads/feat/rerank`, eight digits of a bare commit. */
export function formatGitHead(head: string): string {
  return head.replaceAll('refs/heads/', '').replace(/\b[0-9a-f]{40}\b/g, (commit) => commit.slice(0, 8));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
