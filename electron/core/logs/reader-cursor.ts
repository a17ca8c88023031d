import { AppError } from '../../../shared/errors.ts';

/** A place between rows, as an answer names it and a question takes it. */
export interface PageCursor {
  readonly order: number;
  /** Number of the line that stands there; 0 for a mark. */
  readonly n: number;
  /** Lines before it that had no end when they were passed: they are told when they have one. */
  readonly open: readonly (readonly [stream: string, n: number])[];
}

/** Writes a cursor as a text. */
export function formatCursor({ order, n, open }: PageCursor): string {
  return Buffer.from(JSON.stringify([order, n, ...open])).toString('base64url');
}

/** Reads a cursor. @throws AppError INVALID_INPUT for a text that is none */
export function parseCursor(text: string): PageCursor {
  try {
    const [order, n, ...open] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const isGood =
      typeof order === 'number' &&
      typeof n === 'number' &&
      open.every((one) => Array.isArray(one) && typeof one[0] === 'string' && typeof one[1] === 'number');
    if (isGood) return { order, n, open: open as [string, number][] };
  } catch {
    // Said below.
  }
  throw new AppError('INVALID_INPUT', 'This is not a place in the log.', {
    hint: 'Take `begin` or `end` of an earlier answer.',
  });
}
