import type { LogLevel } from '../../../shared/log.ts';
import { levelWord, numberedLevel, severityLevel } from './level-words.ts';
import { plainText } from './line-plain.ts';

/** Characters of a line that are looked at; JSON may name its level late. */
const PREFIX_CHARS = 240;
const JSON_CHARS = 8_192;
/** Parts of a line that may stand before its level. */
const MOST_PARTS = 12;

/** A line without any of these has no level of its own; most lines end here. */
const HINT =
  /err|eror|wrn|warn|fatal|ftl|crit|emerg|alert|panic|pnc|severe|fail|exception|traceback|caused by|segmentation|abort|debug|dbg|dbug|trace|trc|vrb|verb|fine|silly|level|severity|lvl|"s":|^[{<]|^[IWEFDV][ \d/,]|\b[EWDVF][ /]|[#*.-] | \*\*\* /i;

/** Openings that tell the level by themselves. */
const OPENINGS: readonly (readonly [RegExp, LogLevel])[] = [
  [/^[EF]\d{4} \d\d:\d\d:\d\d\.\d+/, 'error'],
  [/^W\d{4} \d\d:\d\d:\d\d\.\d+/, 'warn'],
  [/^[EF], \[/, 'error'],
  [/^W, \[/, 'warn'],
  [/^D, \[/, 'debug'],
  [/^(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d+ +\d+ +\d+ )?[EF][ /][\w.$-]+ *(?:\( *\d+\))?: /, 'error'],
  [/^(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d+ +\d+ +\d+ )?W[ /][\w.$-]+ *(?:\( *\d+\))?: /, 'warn'],
  [/^(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d+ +\d+ +\d+ )?[DV][ /][\w.$-]+ *(?:\( *\d+\))?: /, 'debug'],
  [/^\d+:[A-Z] (?:\d\d \w{3} \d{4} [\d:.]+) # /, 'warn'],
  [/^\d+:[A-Z] (?:\d\d \w{3} \d{4} [\d:.]+) [.-] /, 'debug'],
  [/^npm (?:ERR!|error)(?: |$)/, 'error'],
  [/^npm (?:WARN|warn)(?: |$)/, 'warn'],
  [/^(?:panic|fatal error): /, 'error'],
  [/^thread '[^']*' (?:\(\d+\) )?panicked at/, 'error'],
  [/^Traceback \(most recent call last\)/, 'error'],
  [/^Exception in thread "/, 'error'],
  [/^Caused by: /, 'error'],
  [/^(?:Uncaught |Unhandled )(?:[\w.]*(?:Error|Exception)\b|exception|rejection)/, 'error'],
  [/^(?:[\w$]+[.:/]+)*(?:[A-Z][\w$]*)?(?:Error|Exception|Fault)(?: \[[\w-]+\])?(?::|$)/, 'error'],
  [/^(?:[^\s:]+:\d+: )?(?:[\w$]+\.)*\w*Warning: /, 'warn'],
  [/^(?:Segmentation fault|Aborted|Bus error|Illegal instruction|Killed)(?: \(core dumped\))?$/, 'error'],
  [/^\(node:\d+\) (?:\[\w+\] )?\w*Warning: /, 'warn'],
  [/^g?make(?:\[\d+\])?: \*\*\* /, 'error'],
  // A place in a file, as compilers tell it.
  [/^[^\s:()]+(?:\(\d+(?:,\d+)?\)|(?::\d+){1,2}): (?:fatal )?error\b/, 'error'],
  [/^[^\s:()]+(?:\(\d+(?:,\d+)?\)|(?::\d+){1,2}): warning\b/, 'warn'],
  [/^error(?:\[\w+\])?: /, 'error'],
  [/^warning(?:\[\w+\])?: /, 'warn'],
];

/** Parts that may stand before the level: dates, times, numbers, marks between them, and names that say they are names. */
const TIME =
  /(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? )?(?:\d{1,2}[ /.-])?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*[ /.-]+\d{1,4}(?:[ ,/.-]+\d{4})?\b|\d[\d:.,/+TZ-]*(?:[ap]m)?|(?:UTC|GMT|CES?T|[AP]M|Z)\b|[+-]\d\d:?\d\d\b/iy;
const BRACKETED = /\[([^\]]{0,120})\]|\(([^)]{0,60})\)|<([^>]{0,40})>/y;
const BETWEEN = /[\s|:;,•·–—>*#=-]+/y;
const WORD = /[A-Za-z]+/y;
/** A name: it ends with a colon or bar, is followed by a bracket or dash, or is written like a path of names. */
const NAME = /[\w$@-]+(?:[./:]+[\w$@<>-]+)+:?|[\w.$@-]+(?=\[\d+\]|:\s|\s+\||\t|\s+-\s|:[\w.]+:)/y;
const AFTER_UPPER = /^(?:[\s:[\]|,!/(>-]|$)/;
const AFTER_LOWER = /^(?:\[[\w.]+\])?:(?:\s|$)/;

const JSON_LEVEL =
  /"(?:@?level|severity|lvl|log_?level|level_?name|level_?no|log\.level|severity_?text|s)"\s*:\s*(?:"([^"\\]{1,20})"|(\d{1,3})(?![\d.]))/gi;
const LOGFMT_LEVEL = /(?:^|\s)(?:level|lvl|severity|log_?level|at)="?([A-Za-z]{1,12})"?(?=\s|$)/;
const LOGFMT_PAIR = /(?:^|\s)[\w.]+=(?:"|\S)/g;

/**
 * The level of a line, told by the words and numbers that loggers put where a level stands; `info` when it tells none. A
 * word in the middle of a sentence is no level.
 */
export function levelOf(text: string): LogLevel {
  const start = text.length > JSON_CHARS ? text.slice(0, JSON_CHARS) : text;
  if (!HINT.test(start)) return 'info';
  const line = plainText(start).trimStart();
  if (line.startsWith('{')) return jsonLevel(line);
  const priority = /^<([0-7])>/.exec(line);
  if (priority) return severityLevel(Number(priority[1]));
  return (
    OPENINGS.find(([opening]) => opening.test(line))?.[1] ??
    prefixLevel(line.slice(0, PREFIX_CHARS)) ??
    logfmt(line) ??
    'info'
  );
}

function jsonLevel(line: string): LogLevel {
  for (const [whole, word, number] of line.matchAll(JSON_LEVEL)) {
    if (word !== undefined) {
      const level = whole.startsWith('"s"') ? mongoLevel(word) : (levelWord(word) ?? null);
      if (level !== null) return level;
    } else if (number !== undefined) return numberedLevel(Number(number), /level_?no/i.test(whole));
  }
  return 'info';
}

function mongoLevel(letter: string): LogLevel | null {
  if (/^[EF]$/.test(letter)) return 'error';
  if (letter === 'W') return 'warn';
  return /^D[1-5]?$/.test(letter) ? 'debug' : null;
}

function logfmt(line: string): LogLevel | null {
  const word = LOGFMT_LEVEL.exec(line)?.[1];
  const level = word === undefined ? null : levelWord(word);
  return level !== null && (line.match(LOGFMT_PAIR)?.length ?? 0) > 1 ? level : null;
}

/** Walks over what may stand before a level, and reads the level there. */
function prefixLevel(line: string): LogLevel | null {
  let at = 0;
  for (let part = 0; part < MOST_PARTS && at < line.length; part += 1) {
    at = skip(BETWEEN, line, at);
    const bracketed = match(BRACKETED, line, at);
    if (bracketed) {
      const level = levelInside(bracketed[1] ?? bracketed[2] ?? bracketed[3] ?? '');
      if (level !== null) return level;
      at += bracketed[0].length;
      continue;
    }
    const word = match(WORD, line, at)?.[0];
    const level = word === undefined ? null : wordAsLevel(word, line.slice(at + word.length));
    if (level !== null) return level;
    const next = Math.max(skip(TIME, line, at), skip(NAME, line, at));
    if (next === at) return null;
    at = next;
  }
  return null;
}

function wordAsLevel(word: string, rest: string): LogLevel | null {
  const level = levelWord(word);
  if (level === null) return null;
  const isUpper = word.length > 2 && word === word.toUpperCase();
  return (isUpper ? AFTER_UPPER : AFTER_LOWER).test(rest) ? level : null;
}

/** A level in brackets: alone, behind the name of a module, or among a time and names. */
function levelInside(inside: string): LogLevel | null {
  const words = inside.trim().split(/[\s:/|,]+/);
  const [only] = words;
  if (only !== undefined && words.length === 1) return levelWord(only);
  const last = words.at(-1) ?? '';
  const upper = words.find((word) => word.length > 2 && /^[A-Z]+$/.test(word) && levelWord(word) !== null);
  if (upper !== undefined) return levelWord(upper);
  return words.length === 2 ? levelWord(last) : null;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.[0].length ?? 0);
}
