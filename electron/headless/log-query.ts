import { z } from 'zod';
import type { LogStreamFacts } from '../../shared/actions/log.ts';
import { AppError } from '../../shared/errors.ts';
import { LOG_LEVELS, type LogLevel, type LogPattern, type LogSpecInput } from '../../shared/log.ts';
import type { Args } from './words/word.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const momentText = z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]);

/**
 * What the arguments ask for.
 *
 * @param now milliseconds since 1970
 * @throws AppError BAD_REQUEST for a value that makes no sense, NOT_FOUND for a stream there is none of
 */
export function specOf(args: Args, streams: readonly LogStreamFacts[], now: number): LogSpecInput {
  const level = args.text('level');
  const since = args.text('since');
  const run = args.text('run');
  return {
    streams: streamsNamed(args.operands[0], streams),
    include: args.texts('grep').map(patternOf),
    exclude: args.texts('exclude').map(patternOf),
    ...(level === undefined ? {} : { levels: levelsFrom(level) }),
    ...(since === undefined ? {} : { from: momentOf(since, now) }),
    ...(run === undefined ? {} : { runs: [runOf(run)] }),
  };
}

/** A regular expression in which case counts when it has a capital letter. */
function patternOf(text: string): LogPattern {
  return { text, regex: true, case: /[A-Z]/.test(text.replace(/\\./g, '')) };
}

/** A level and those above it. */
function levelsFrom(word: string): LogLevel[] {
  const at = LOG_LEVELS.indexOf(word.toLowerCase() as LogLevel);
  if (at < 0) throw new AppError('BAD_REQUEST', `--level is one of ${LOG_LEVELS.join(', ')}.`);
  return LOG_LEVELS.slice(at);
}

/** A moment, as a length of time before now or as a date. @throws AppError BAD_REQUEST */
export function momentOf(text: string, now: number): number {
  const length = /^(\d{1,9})(s|m|h|d)$/.exec(text);
  if (length) return now - Number(length[1]) * (UNITS[length[2] ?? ''] ?? 0);
  const moment = momentText.safeParse(text).success ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  throw new AppError('BAD_REQUEST', '--since is a time such as 10m, 2h or 1d ago, or a date such as 2026-11-21T10:00.');
}

function runOf(text: string): string {
  if (/^\d{1,9}$/.test(text)) return `#${text}`;
  throw new AppError('BAD_REQUEST', '--run is the number of a run, as the rulers between lines name it.');
}

/** The streams a name stands for: one of them, all of an item, or of a component by its own name. */
function streamsNamed(name: string | undefined, all: readonly LogStreamFacts[]): string[] {
  if (name === undefined || name === '*') return ['*'];
  const found = [name, `component:${name}`].flatMap((one) =>
    all.filter(({ stream, item }) => stream === one || item === one || `${item}/*` === one),
  );
  if (found.length > 0) return [...new Set(found.map(({ stream }) => stream))].slice(0, 200);
  const names = all.map(({ stream }) => stream).sort();
  throw new AppError('NOT_FOUND', `There is no stream "${name}".`, {
    hint: names.length > 0 ? `There are: ${names.join(', ')}.` : 'No stream has a line yet.',
  });
}
