import { LOG_LEVELS, type LogLevel, type LogSpec } from '../../../shared/log.ts';
import { levelOf } from './level.ts';
import { lastDrawn, plainText } from './line-plain.ts';
import { compilePattern, type Matcher } from './search-pattern.ts';

/** Which lines are wanted, ready to be asked of many. */
export interface Filter {
  readonly include: readonly Matcher[];
  readonly exclude: readonly Matcher[];
  /** null for all. */
  readonly levels: ReadonlySet<LogLevel> | null;
  readonly from: number;
  readonly until: number;
  /** null for all. */
  readonly runs: ReadonlySet<string> | null;
  /** Lines of these are left out. */
  readonly withoutRuns: ReadonlySet<string>;
  /** Whether a line must be read to tell. */
  readonly readsText: boolean;
}

/** Everything. */
export const NO_FILTER: Filter = {
  ...{ include: [], exclude: [], levels: null, runs: null, withoutRuns: new Set<string>(), readsText: false },
  ...{ from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY },
};

/** The filter of a spec. @throws SyntaxError for a regular expression that cannot be read */
export function filterOf(spec: LogSpec): Filter {
  const levels = spec.levels && spec.levels.length < LOG_LEVELS.length ? new Set(spec.levels) : null;
  const include = spec.include.map(compilePattern);
  const exclude = spec.exclude.map(compilePattern);
  return {
    ...{ include, exclude, levels },
    from: spec.from ?? Number.NEGATIVE_INFINITY,
    until: spec.until ?? Number.POSITIVE_INFINITY,
    runs: spec.runs ? new Set(spec.runs) : null,
    withoutRuns: new Set(spec.foldedRuns),
    readsText: include.length + exclude.length > 0 || levels !== null,
  };
}

/** Whether lines can be told apart by where and when they were written. */
export function choosesEntries({ from, until, runs, withoutRuns }: Filter): boolean {
  return Number.isFinite(from) || Number.isFinite(until) || runs !== null || withoutRuns.size > 0;
}

/** The same filter, and this must be found too. */
export function alsoWith(filter: Filter, matcher: Matcher): Filter {
  return { ...filter, include: [...filter.include, matcher], readsText: true };
}

/** Whether a filter lets the text of a line through; `beat` is called before what may take long. */
export function letsThrough(filter: Filter, line: string, beat: (matcher: Matcher) => void): boolean {
  const text = plainText(line);
  for (const one of filter.include) if (!found(one, text, beat)) return false;
  for (const one of filter.exclude) if (found(one, text, beat)) return false;
  return filter.levels === null || filter.levels.has(levelOf(lastDrawn(line)));
}

function found(matcher: Matcher, text: string, beat: (matcher: Matcher) => void): boolean {
  if (matcher.isRegex) beat(matcher);
  return matcher.test(text);
}
