import type { Envelope } from '../../../shared/envelope.ts';
import type { EventBodies, EventType } from '../../../shared/events/all.ts';

/** Fields of an envelope that a test names only when it cares. */
type Given = Partial<Omit<Envelope, 'type' | 'body'>>;

export const EPOCH = 'a1b2c3d4e5f60718';

/** An event as the journal would hold it: one millisecond and one number after the other. */
export function makeEvent<T extends EventType>(
  seq: number,
  type: T,
  subject: string,
  body: EventBodies[T],
  given: Given = {},
): Envelope<T, EventBodies[T]> {
  return {
    seq,
    epoch: EPOCH,
    host: 'here',
    at: 1_795_000_000_000 + seq,
    mono: seq,
    type,
    v: 1,
    subject,
    cause: null,
    ...given,
    body,
  };
}

/** The body of a reload from one version to the next. */
export function reloadedBody(
  given: Partial<EventBodies['definition.reloaded']> = {},
): EventBodies['definition.reloaded'] {
  return {
    path: 'agents/scout.yaml',
    version: 9,
    from: 8,
    hash: 'h9',
    size: 10,
    mtime: 1,
    change: 'update',
    diff: [],
    fields: 2,
    timings: { settle: 20, read: 1, parse: 2, validate: 1, swap: 0.5 },
    rule: 'agents',
    touched: [],
    warnings: [],
    ...given,
  };
}

/** The body of a refusal. */
export function refusedBody(given: Partial<EventBodies['definition.refused']> = {}): EventBodies['definition.refused'] {
  return {
    path: 'agents/scout.yaml',
    hash: 'bad',
    size: 10,
    mtime: 1,
    phase: 'parse',
    error: {
      code: 'SYNTAX',
      message: 'a value is missing',
      hint: 'Write one.',
      retryable: false,
      at: { path: 'agents/scout.yaml', line: 3, column: 7, frame: '  2 | a: 1\n> 3 | b: [\n  4 | c: 2' },
    },
    keeps: 8,
    timings: { settle: 20, read: 1, parse: 2 },
    ...given,
  };
}
