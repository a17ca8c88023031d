import { type LogPattern, logPattern } from '../../../shared/log.ts';
import { patternError } from './text/match-marks.ts';

/** What was typed to narrow the lines. */
export type NarrowText =
  | { readonly ok: true; readonly how: 'include' | 'exclude'; readonly pattern: LogPattern }
  | { readonly ok: false; readonly reason: string };

/** Reads `text`, `/expression/`, and with a minus before it, what must not be there; null for nothing. */
export function readNarrowing(typed: string): NarrowText | null {
  const how = typed.startsWith('-') ? 'exclude' : 'include';
  const rest = (how === 'exclude' ? typed.slice(1) : typed).trim();
  if (rest === '') return null;
  const expression = /^\/(.+)\/(i?)$/s.exec(rest);
  const pattern = logPattern.safeParse(
    expression ? { text: expression[1], regex: true, case: expression[2] === '' } : { text: rest },
  );
  if (!pattern.success) return { ok: false, reason: 'longer than 1 000 characters' };
  const error = patternError(pattern.data);
  return error === null ? { ok: true, how, pattern: pattern.data } : { ok: false, reason: error };
}

/** A pattern as it is typed. */
export function narrowingText(how: 'include' | 'exclude', { text, regex, case: cased }: LogPattern): string {
  const body = regex ? `/${text}/${cased ? '' : 'i'}` : text;
  return how === 'exclude' ? `-${body}` : body;
}
