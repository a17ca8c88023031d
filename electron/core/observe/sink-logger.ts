import type { Logger, LogLevel } from './logger.ts';
import type { Attributes } from './observer.ts';

/** Takes one message with all its attributes. */
export type LogSink = (level: LogLevel, message: string, attributes: Attributes) => void;

/** A logger that hands every message on, with the attributes fixed by `with` put before its own. */
export function sinkLogger(sink: LogSink, fixed: Attributes = {}): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, attributes: Attributes = {}): void =>
      sink(level, message, { ...fixed, ...attributes });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (attributes) => sinkLogger(sink, { ...fixed, ...attributes }),
  };
}

/** Attributes as `key=value` words; values that are no plain word are quoted. */
export function pairs(attributes: Attributes): string[] {
  return Object.entries(attributes).map(([key, value]) => `${key}=${quoted(String(value))}`);
}

/** A text as one word. */
export function quoted(text: string): string {
  return /^[^\s"=\\]+$/.test(text) ? text : JSON.stringify(text);
}
