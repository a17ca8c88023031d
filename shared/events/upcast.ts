import type { Envelope } from '../envelope.ts';

type Upcaster = (event: Envelope) => Envelope;

/** Current schema version per type, where it is above 1. A type that is not named here is at version 1. */
const CURRENT: Readonly<Record<string, number>> = {};

/** From `type@version` to the next version. Rows stay as they were stored: this runs whenever one is read. */
const UPCASTERS: Readonly<Record<string, Upcaster>> = {};

/** The schema version this build writes for a type. */
export function currentVersion(type: string): number {
  return CURRENT[type] ?? 1;
}

/** Brings a stored event up to the version this build folds; newer and unknown events pass unchanged. */
export function upcast(event: Envelope): Envelope {
  let result = event;
  while (result.v < currentVersion(result.type)) {
    const step = UPCASTERS[`${result.type}@${result.v}`];
    if (!step) return result;
    result = step(result);
  }
  return result;
}
