import type { LogLevel } from '../../../shared/log.ts';
import type { Clock } from '../clock.ts';

const LINE_CHARS = 4_000;

/** One line that Signalbox says of itself. `n` counts from 1. */
export interface OwnLine {
  readonly n: number;
  readonly at: number;
  readonly level: LogLevel;
  readonly source: string;
  readonly text: string;
}

/** Signalbox's own log. */
export interface OwnLog {
  write(level: LogLevel, source: string, text: string): void;
}

/** Name under which it speaks. */
export const OWN_STREAM = 'signalbox';

/** Makes the log. `mask` hides known secrets; `also` hears each line, e.g. to print and to store it. */
export function createOwnLog(clock: Clock, mask: (text: string) => string, also: (line: OwnLine) => void): OwnLog {
  let count = 0;
  return {
    write(level, source, text) {
      count += 1;
      also({ n: count, at: clock.now(), level, source, text: mask(text).slice(0, LINE_CHARS) });
    },
  };
}
