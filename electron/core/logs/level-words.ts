import type { LogLevel } from '../../../shared/log.ts';

const WORDS: Readonly<Record<LogLevel, string>> = {
  error: 'error err erro eror fatal ftl crit critical crt emerg emergency alert panic pnc dpanic severe fail failure',
  warn: 'warn warning wrn',
  info: 'info inf information informational notice note',
  debug: 'debug dbg dbug fine verbose vrb',
  trace: 'trace trc trce finer finest silly',
};

const LEVELS: ReadonlyMap<string, LogLevel> = new Map(
  Object.entries(WORDS).flatMap(([level, words]) => words.split(' ').map((word) => [word, level as LogLevel])),
);

/** The level a word stands for, whatever its case; null for another word. */
export function levelWord(word: string): LogLevel | null {
  return LEVELS.get(word.trim().toLowerCase()) ?? null;
}

/**
 * The level a number stands for: hundreds down to ten as loggers of Node count them (10 trace to 60 fatal), below ten as
 * syslog does. Python's `levelno` counts the same tens from debug on.
 */
export function numberedLevel(value: number, isPython: boolean): LogLevel {
  if (value < 10 && !isPython) return severityLevel(value);
  const step = isPython ? value + 10 : value;
  if (step >= 50) return 'error';
  if (step >= 40) return 'warn';
  if (step >= 30) return 'info';
  return step >= 20 ? 'debug' : 'trace';
}

/** The level of a severity of syslog (RFC 5424): 0 is an emergency, 7 is for debugging. */
export function severityLevel(severity: number): LogLevel {
  if (severity <= 3) return 'error';
  if (severity === 4) return 'warn';
  return severity <= 6 ? 'info' : 'debug';
}
