import { CronExpressionParser } from 'cron-parser';

/** When something is to happen again and again. */
export type Rhythm =
  | { readonly sort: 'every'; readonly everyMs: number }
  | { readonly sort: 'cron'; readonly cron: string; readonly timezone: string | undefined };

/** The next time after `after`, epoch ms. An interval counts from `last`; times that were slept through are left out. */
export function nextDue(rhythm: Rhythm, last: number, after: number): number {
  if (rhythm.sort === 'every') {
    const missed = Math.max(0, Math.floor((after - last) / rhythm.everyMs));
    return last + (missed + 1) * rhythm.everyMs;
  }
  const { cron, timezone } = rhythm;
  return parse(cron, timezone, after).next().getTime();
}

/** What is wrong with a cron expression or its time zone, in words that go on after its name; null when nothing is. */
export function cronFault(cron: string, timezone: string | undefined): string | null {
  try {
    if (timezone !== undefined) new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    return 'has a `timezone` that is not known';
  }
  try {
    parse(cron, timezone, 0).next();
    return null;
  } catch {
    return 'has a `cron` that is no cron expression, or one that is never due';
  }
}

function parse(cron: string, timezone: string | undefined, after: number) {
  return CronExpressionParser.parse(cron, { currentDate: new Date(after), ...(timezone ? { tz: timezone } : {}) });
}
