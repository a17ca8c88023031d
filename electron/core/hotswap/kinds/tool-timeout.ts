import { durationMs } from '../../config/duration.ts';

/** How long a command may run when its manifest does not say, and the least and most it may say; ms. */
export const COMMAND_MS = { fallback: 60_000, least: 1, most: 24 * 3_600_000 };

/** Milliseconds of a timeout in any of its forms; NaN for a text that is no time. A whole number is nanoseconds. */
export function timeoutOf(timeout: number | string | undefined, timeoutMs: number | undefined): number {
  if (timeoutMs !== undefined) return timeoutMs;
  if (timeout === undefined) return COMMAND_MS.fallback;
  if (typeof timeout === 'number') return timeout / 1e6;
  return durationMs(timeout) ?? Number.NaN;
}

/** What is wrong with a timeout; null when nothing is. */
export function timeoutFault(timeout: number | string | undefined, timeoutMs: number | undefined): string | null {
  if (timeout !== undefined && timeoutMs !== undefined) return 'stands beside `timeout_ms`; keep one of the two';
  const ms = timeoutOf(timeout, timeoutMs);
  if (Number.isNaN(ms))
    return 'is no duration; write nanoseconds as a whole number, or a text such as "60s" or "1m30s"';
  if (typeof timeout === 'number' && !Number.isInteger(timeout)) return 'is in nanoseconds and must be a whole number';
  if (ms < COMMAND_MS.least && typeof timeout === 'number' && timeout > 0)
    return 'is in nanoseconds and shorter than 1 ms; write "60s" for a minute, or use `timeout_ms`';
  if (ms < COMMAND_MS.least) return 'must be at least 1 ms';
  return ms > COMMAND_MS.most ? 'must be at most 24 hours' : null;
}
