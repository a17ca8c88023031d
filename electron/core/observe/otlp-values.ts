import type { Attributes } from './observer.ts';

/** Attributes as OTLP writes them. */
export function encode(attributes: Attributes): { key: string; value: Record<string, unknown> }[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: encodeValue(value) }));
}

function encodeValue(value: string | number | boolean): Record<string, unknown> {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Epoch ms as the nanoseconds OTLP counts in. */
export function nano(ms: number): string {
  return `${BigInt(Math.round(ms * 1_000)) * 1_000n}`;
}
