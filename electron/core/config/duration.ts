const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** The longest duration, ms: what 64 bits of nanoseconds hold, about 292 years. */
const MOST_MS = (2 ** 63 - 1) / 1e6;

const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/**
 * A duration in milliseconds: text in the syntax of Go's `time.ParseDuration` (`250ms`, `1h30m`, `-1.5s`, `0`), or a
 * number of seconds. Null for anything else, and for what 64 bits of nanoseconds do not hold.
 */
export function durationMs(value: unknown): number | null {
  if (typeof value === 'number') return inRange(value * 1_000);
  if (typeof value !== 'string') return null;
  const sign = value.startsWith('-') ? -1 : 1;
  const text = /^[+-]/.test(value) ? value.slice(1) : value;
  if (text === '0') return 0;
  let total = 0;
  let at = 0;
  while (at < text.length) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (!part) return null;
    total += Number(part[1]) * (UNIT_MS[part[2] ?? ''] ?? Number.NaN);
    at = PART.lastIndex;
  }
  return text === '' ? null : inRange(sign * total);
}

function inRange(ms: number): number | null {
  return Number.isFinite(ms) && Math.abs(ms) < MOST_MS ? ms : null;
}
