import type { LogMarkRow } from '../../../shared/log.ts';
import type { Entry, Mark } from './format.ts';
import { appendMarks, readMarks, replaceMarks } from './segments-files.ts';

/** Marks a stream keeps at most; a component that starts and ends again and again without a line would fill the disk. */
const MOST_MARKS = 4_000;
/** Some more than are kept: all of them are written anew when they are cut. */
export const TOO_MANY_MARKS = MOST_MARKS * 1.25;

/** What something between lines is told with. */
export type MarkDraft = Pick<Mark, 'at' | 'seq' | 'run' | 'what'>;

/**
 * The marks of one stream: those on disk, those that have their place, and those that wait for the end of a line. Of
 * those on disk only the number is held: a component that restarts all day makes thousands of them.
 */
export interface StreamMarks {
  /** How many are on disk. */
  readonly count: number;
  /** Bytes of their file. */
  readonly size: number;
  readonly isWaiting: boolean;
  /** Some have their place and are not on disk. */
  readonly isLate: boolean;
  add(draft: MarkDraft): void;
  /** Before all that wait. */
  addFirst(draft: MarkDraft): void;
  /** Gives those that wait their place, before a line. */
  place(line: number, offset: number): void;
  /** What has its place but is not on disk waits again, but for what tells this. */
  takeBack(except: LogMarkRow['what'] | null): void;
  /** Writes those that have their place; answers them. Throws what the system says. */
  write(firstLine: number): readonly Mark[];
  /** Keeps those that belong to lines from one on, and `rotated`. Throws what the system says. */
  cut(firstLine: number, rotated: Mark): void;
}

/** @param order counts entries and marks of the whole workspace */
export function openMarks(
  folder: string,
  stored: { readonly count: number; readonly size: number },
  order: { value: number },
): StreamMarks {
  let { count, size } = stored;
  let waiting: MarkDraft[] = [];
  let placed: Mark[] = [];

  /** @param rotated tells what was dropped; by default what tells it so far */
  function keepFrom(firstLine: number, rotated?: Mark): void {
    const all = readMarks(folder, size);
    const stay = marksAfter(all, firstLine, rotated ?? rotatedOf(all));
    size = replaceMarks(folder, stay);
    count = stay.length;
  }

  function trim(firstLine: number): void {
    try {
      keepFrom(firstLine);
    } catch {
      // The next one tries again.
    }
  }

  return {
    get count() {
      return count;
    },
    get size() {
      return size;
    },
    get isWaiting() {
      return waiting.length > 0;
    },
    get isLate() {
      return placed.length > 0;
    },
    add: (draft) => void waiting.push(draft),
    addFirst: (draft) => void waiting.unshift(draft),
    place(n, offset) {
      for (const draft of waiting) {
        order.value += 1;
        placed.push({ n, offset, order: order.value, ...draft });
      }
      waiting = [];
    },
    takeBack(except) {
      waiting = [...placed, ...waiting].filter(({ what }) => what !== except);
      placed = [];
    },
    write(firstLine) {
      const written = placed;
      if (written.length === 0) return written;
      size = appendMarks(folder, written, size);
      count += written.length;
      placed = [];
      if (count > TOO_MANY_MARKS) trim(firstLine);
      return written;
    },
    cut: keepFrom,
  };
}

/**
 * The marks that stay when a stream begins at a line: those from there on, the run its first line belongs to, and one
 * that tells what was dropped. Of too many, the newest stay.
 *
 * @param rotated tells what was dropped; null when nothing was
 */
export function marksAfter(marks: readonly Mark[], firstLine: number, rotated: Mark | null): Mark[] {
  const rest = marks.filter((mark) => mark.n >= firstLine && mark.what.is !== 'rotated');
  const stay = rest.slice(-MOST_MARKS);
  const begins = stay[0]?.order ?? Number.POSITIVE_INFINITY;
  const isRun = ({ what }: Mark) => what.is === 'run-started' || what.is === 'run-ended';
  const ran = marks.findLast(
    (mark) => isRun(mark) && mark.order < begins && (mark.n < firstLine || rest.includes(mark)),
  );
  return [...(ran?.what.is === 'run-started' ? [ran] : []), ...(rotated ? [rotated] : []), ...stay].sort(byOrder);
}

/** Tells that a stream begins at a line now; `newest` is the last entry of what was dropped. */
export function rotatedMark(newest: Entry | null | undefined, n: number, offset: number, now: number): Mark {
  // The place in the order that the dropped lines had: before all that is kept, and no other's.
  const { at, seq, order } = newest ?? { at: now, seq: 0, order: 0 };
  return { n, offset, at, seq, order, run: null, what: { is: 'rotated', lines: n - 1, bytes: offset } };
}

/** The mark that tells what was dropped so far; null when nothing was. */
export function rotatedOf(marks: readonly Mark[]): Mark | null {
  return marks.findLast(({ what }) => what.is === 'rotated') ?? null;
}

function byOrder(one: Mark, other: Mark): number {
  return one.order - other.order;
}
