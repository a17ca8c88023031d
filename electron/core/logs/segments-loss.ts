import { countLineEnds } from './segments-lines.ts';

const LINE_END = 10;
/** Time between two tries to write again, ms. */
const RETRY_MS = 1_000;

/** What could not be stored, and why. */
export interface Lost {
  readonly lines: number;
  readonly bytes: number;
  readonly why: string;
}

/** Counts what a stream loses while its disk cannot be written. */
export interface Loss {
  /** Null while nothing is lost. */
  readonly now: Lost | null;
  /** The last byte that was lost is no line end: what comes next is the rest of a lost line. */
  readonly torn: boolean;
  /** Whether it is time to try again. */
  readonly mayTry: boolean;
  /** A write failed, and so much was lost by it. */
  fail(bytes: number, lines: number, torn: boolean, error: unknown): void;
  /** Loses these bytes too. */
  add(bytes: Uint8Array): void;
  /** Whoever wrote the torn line writes no more of it. */
  cut(): void;
  /** It can be written again. */
  end(): void;
}

/** Nothing is lost yet. @param mono milliseconds of a clock that never goes back */
export function createLoss(mono: () => number): Loss {
  let now: Lost | null = null;
  let torn = false;
  let retryAt = 0;
  return {
    get now() {
      return now;
    },
    get torn() {
      return torn;
    },
    get mayTry() {
      return now === null || mono() >= retryAt;
    },
    fail(bytes, lines, isTorn, error) {
      const why = error instanceof Error ? wordsOf(error) : String(error);
      now = { bytes: (now?.bytes ?? 0) + bytes, lines: (now?.lines ?? 0) + lines, why };
      torn = isTorn;
      retryAt = mono() + RETRY_MS;
    },
    add(bytes) {
      if (bytes.length === 0 || now === null) return;
      const lines = countLineEnds(bytes, 0, bytes.length);
      now = { ...now, bytes: now.bytes + bytes.length, lines: now.lines + lines };
      torn = bytes[bytes.length - 1] !== LINE_END;
    },
    cut() {
      torn = false;
    },
    end() {
      now = null;
      torn = false;
    },
  };
}

function wordsOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOSPC':
      return 'the disk is full';
    case 'EDQUOT':
      return 'the quota of the disk is used up';
    case 'EROFS':
      return 'the disk can only be read';
    case 'EIO':
      return 'the disk cannot be written';
    default:
      return error.message;
  }
}
