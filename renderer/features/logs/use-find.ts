import { useEffect, useMemo, useState } from 'react';
import { type LogPattern, logPattern } from '../../../shared/log.ts';
import type { ModelState } from './log-model.ts';
import { type Matcher, matcherOf, patternError } from './text/match-marks.ts';
import type { PaneHandle } from './use-pane.ts';

/** Typing rests for this long before it is looked for, in ms. */
const REST_MS = 150;

/** What is typed into the box that finds. */
export interface FindText {
  readonly text: string;
  readonly regex: boolean;
  readonly case: boolean;
}

/** Finding in the rows of views. */
export interface Find {
  readonly typed: FindText;
  readonly type: (change: Partial<FindText>) => void;
  /** Why what is typed cannot be looked for; what was looked for before stays. */
  readonly error: string | null;
  /** `3 of 120`, or what else is known. */
  readonly words: string;
  readonly matcher: Matcher | null;
  readonly next: (back: boolean) => void;
}

const NOTHING: FindText = { text: '', regex: false, case: false };

/** Finds what is typed in these views, and goes from match to match in the active one, whose state is given. */
export function useFind(
  handles: readonly (PaneHandle | null)[],
  active: PaneHandle | null,
  state: ModelState | null,
): Find {
  const [typed, setTyped] = useState(NOTHING);
  const [pattern, setPattern] = useState<LogPattern | null>(null);
  const [nth, setNth] = useState<number | null>(null);
  const { text, regex, case: cased } = typed;
  const ownError = text === '' ? null : patternError(typed);

  useEffect(() => {
    if (ownError !== null) return;
    const set = (): void => {
      setPattern(text === '' ? null : logPattern.parse({ text: text.slice(0, 1_000), regex, case: cased }));
      setNth(null);
    };
    const timer = setTimeout(set, text === '' ? 0 : REST_MS);
    return () => clearTimeout(timer);
  }, [text, regex, cased, ownError]);

  const [left, right] = handles;
  useEffect(() => left?.model.find(pattern), [left, pattern]);
  useEffect(() => right?.model.find(pattern), [right, pattern]);

  const found = state?.found ?? null;
  // A pattern of somebody's own may never end; it is tried here only when the core has been through every line with it.
  const isSafe = pattern !== null && (!pattern.regex || found?.done === true);
  const matcher = useMemo(() => (pattern !== null && isSafe ? matcherOf(pattern) : null), [pattern, isSafe]);

  async function next(back: boolean): Promise<void> {
    if (active === null || pattern === null) return;
    const { model, list } = active;
    const { rows } = model.state();
    const from = list.cursor() ?? (list.follows() ? (back ? rows : -1) : list.first() - (back ? 0 : 1));
    const at = await model.next(Math.max(-1, from), back);
    if (at === null) return;
    setNth(at.nth);
    list.show(at.row);
  }

  const refused = state?.refused?.where === 'find' ? state.refused.message : null;
  return {
    typed,
    type: (change) => setTyped({ ...typed, ...change }),
    error: ownError ?? refused,
    words: pattern === null || found === null ? '' : findWords(nth, found),
    matcher,
    next: (back) => void next(back),
  };
}

function findWords(nth: number | null, { count, done }: { readonly count: number; readonly done: boolean }): string {
  const all = done ? String(count) : `${count}+`;
  if (count === 0) return done ? 'none' : 'looking';
  return nth === null ? all : `${nth} of ${all}`;
}
