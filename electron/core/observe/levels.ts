import { LOG_LEVELS, type LogLevel } from './logger.ts';

const SPELLINGS: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  err: 'error',
};

/** The level a word names, in any case and with blanks around it; the fallback for any other word. */
export function parseLevel(word: string | undefined, fallback: LogLevel): LogLevel {
  return SPELLINGS[word?.trim().toLowerCase() ?? ''] ?? fallback;
}

/** Whether a line of one level is written where another is the lowest. */
export function isAtLeast(level: LogLevel, lowest: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(lowest);
}
