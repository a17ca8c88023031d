import type { LogLine } from '../../../shared/rpc.ts';
import type { Clock } from '../clock.ts';

const KEPT = 5_000;
const LINE_CHARS = 4_000;

/** Streams of lines that clients can follow. This version has one: what Signalbox says of itself. */
export interface LogPlane {
  /** Follows a stream from `tail` lines back; null for a stream there is none of. */
  follow(
    stream: string,
    tail: number,
    listener: (lines: readonly LogLine[], missed: number) => void,
  ): (() => void) | null;
}

/** Signalbox's own log: a ring in memory, and whatever else is told each line. */
export interface OwnLog extends LogPlane {
  write(level: LogLine['level'], source: string, text: string): void;
}

/** Name of the stream. */
export const OWN_STREAM = 'signalbox';

/** Makes the log. `mask` hides known secrets; `also` hears each line, e.g. to print it on stderr. */
export function createOwnLog(clock: Clock, mask: (text: string) => string, also: (line: LogLine) => void): OwnLog {
  let ring: LogLine[] = [];
  let count = 0;
  const followers = new Set<(lines: readonly LogLine[], missed: number) => void>();
  return {
    write(level, source, text) {
      count += 1;
      const line: LogLine = { n: count, at: clock.now(), level, source, text: mask(text).slice(0, LINE_CHARS) };
      ring.push(line);
      if (ring.length > KEPT * 2) ring = ring.slice(-KEPT);
      also(line);
      for (const follower of followers) follower([line], 0);
    },
    follow(stream, tail, listener) {
      if (stream !== OWN_STREAM) return null;
      const lines = tail === 0 ? [] : ring.slice(-tail);
      listener(lines, Math.max(0, Math.min(tail, count) - lines.length));
      followers.add(listener);
      return () => followers.delete(listener);
    },
  };
}
