import { isAtLeast } from './levels.ts';
import type { Logger, LogLevel } from './logger.ts';
import { pairs, quoted, sinkLogger } from './sink-logger.ts';

/** How lines are written. */
export interface LogOptions {
  /** Lowest level that is written; `info` unless told. */
  readonly level?: LogLevel;
  readonly format?: 'text' | 'json';
  /** Write the file and line that logged; costs a stack trace a line. */
  readonly addSource?: boolean;
}

/** A logger that makes lines of text or JSON and hands them on, one call a line, without a line end. */
export function createLogger(write: (line: string) => void, options: LogOptions = {}, now = () => Date.now()): Logger {
  const { level: lowest = 'info', format = 'text', addSource = false } = options;

  return sinkLogger((level, message, attributes) => {
    if (!isAtLeast(level, lowest)) return;
    const source = addSource ? callerOf(new Error().stack ?? '') : null;
    const time = new Date(now()).toISOString();
    if (format === 'json') {
      write(JSON.stringify({ ...attributes, time, level, msg: message, ...(source ? { source } : {}) }));
      return;
    }
    const from = source ? [`source=${quoted(`${source.file}:${source.line}`)}`] : [];
    write([`time=${time}`, `level=${level}`, `msg=${quoted(message)}`, ...from, ...pairs(attributes)].join(' '));
  });
}

/** A logger that writes nothing. */
export const noLogger: Logger = { debug() {}, info() {}, warn() {}, error() {}, with: () => noLogger };

/** Name and line of the file that logged: the first frame outside of the loggers. */
function callerOf(stack: string): { file: string; line: number } {
  const frame = stack.split('\n').find((line, index) => index > 0 && !/(?:line|sink)-logger\./.test(line));
  const place = /\(?((?:file:\/\/)?[^\s()]+):(\d+):\d+\)?$/.exec(frame?.trim() ?? '');
  return { file: place?.[1]?.split('/').at(-1) ?? 'unknown', line: Number(place?.[2] ?? 0) };
}
