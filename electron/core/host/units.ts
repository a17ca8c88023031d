import { z } from 'zod';
import { durationMs } from '../config/duration.ts';

const BYTE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 2 ** 10,
  kib: 2 ** 10,
  kb: 1e3,
  m: 2 ** 20,
  mib: 2 ** 20,
  mb: 1e6,
  g: 2 ** 30,
  gib: 2 ** 30,
  gb: 1e9,
};

/** An amount of memory in bytes: a number of them, or text such as `512MiB` or `1.5GB`. Null for anything else. */
export function bytesOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0 ? Math.round(value) : null;
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(typeof value === 'string' ? value : '') ?? [];
  const factor = BYTE_UNITS[(unit || 'b').toLowerCase()];
  const bytes = factor === undefined ? Number.NaN : Math.round(Number(number) * factor);
  return bytes > 0 ? bytes : null;
}

/** Longest time a timer of this platform can count, ms: about 24 days. */
const MOST_MS = 2 ** 31 - 1;

/** A length of time as people write it in a file: `250ms`, `1m30s`, or a number of seconds. */
export const duration = z
  .union([z.number(), z.string()])
  .refine((value) => (durationMs(value) ?? -1) >= 0 && (durationMs(value) ?? 0) <= MOST_MS, {
    message: 'expected a length of time between 0 and 24 days',
  })
  .meta({ example: '5s' });

/** The same, and longer than nothing. */
export const span = duration
  .refine((value) => durationMs(value) !== 0, { message: 'expected a length of time above 0' })
  .meta({ example: '5s' });

/** An amount of memory as people write it in a file. */
export const memory = z
  .union([z.number(), z.string()])
  .refine((value) => bytesOf(value) !== null, { message: 'expected an amount of memory' })
  .meta({ example: '512MiB' });

/** A checked duration in whole ms; the fallback when it is missing. */
export function msOf(value: string | number | undefined, fallbackMs: number): number {
  return Math.round((value === undefined ? null : durationMs(value)) ?? fallbackMs);
}
