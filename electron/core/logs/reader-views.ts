import type { LogAsk, LogPattern, LogSay, LogSpec } from '../../../shared/log.ts';
import type { LogPlane, LogView } from './log-plane.ts';
import type { ToReaderThread } from './reader-protocol.ts';
import { compilePattern, patternKey } from './search-pattern.ts';

/** The views that are open, kept so that a new thread can show them again. */
export interface ReaderViews {
  readonly open: LogPlane['open'];
  said(view: number, say: LogSay): void;
  /** Takes patterns out of use, and tells those who use them. */
  refuse(isBad: (pattern: LogPattern) => boolean): void;
  /** Asks a new thread for everything that is open. */
  begin(): void;
}

/** What is said of a pattern that was given up. */
export const TOO_SLOW = 'This regular expression takes too long on a line that is here: make it simpler.';

interface OpenView {
  readonly say: (say: LogSay) => void;
  /** What is in force, and what was before it. */
  spec: LogSpec | null;
  earlier: LogSpec | null;
  follows: number;
  find: LogPattern | null;
  /** Added to the generations of the thread, so that a new thread never says an old one again. */
  added: number;
  generation: number;
}

/** Makes the table of no view; `post` reaches the thread. */
export function createReaderViews(post: (message: ToReaderThread) => void): ReaderViews {
  const views = new Map<number, OpenView>();
  const refused = new Set<string>();
  let next = 1;

  /** Says which pattern cannot be used; false when all can. */
  function isRefused(view: OpenView, patterns: readonly (readonly [where: string, pattern: LogPattern])[]): boolean {
    for (const [where, pattern] of patterns) {
      const message = refused.has(patternKey(pattern)) ? TOO_SLOW : faultIn(pattern);
      if (message === null) continue;
      view.say({ k: 'refused', where, message });
      return true;
    }
    return false;
  }

  function ask(id: number, view: OpenView, question: LogAsk): void {
    if (question.k === 'open') {
      if (isRefused(view, patternsOf(question.spec))) return;
      view.earlier = view.spec;
      view.spec = question.spec;
      view.find = null;
    }
    if (question.k === 'find') {
      if (question.pattern !== null && isRefused(view, [['find', question.pattern]])) return;
      view.find = question.pattern;
    }
    if (question.k === 'follow') view.follows = question.rows;
    if (view.spec !== null) post({ op: 'ask', view: id, ask: question });
  }

  return {
    open(say): LogView {
      const id = next++;
      const view: OpenView = { say, spec: null, earlier: null, follows: 0, find: null, added: 0, generation: 0 };
      views.set(id, view);
      return {
        ask: (question) => views.has(id) && ask(id, view, question),
        close() {
          if (views.delete(id) && view.spec !== null) post({ op: 'ask', view: id, ask: { k: 'close' } });
        },
      };
    },
    said(id, say) {
      const view = views.get(id);
      if (!view) return;
      if (say.k === 'refused') return view.say(say);
      const generation = say.generation + view.added;
      view.generation = generation;
      view.say({ ...say, generation });
    },
    refuse(isBad) {
      for (const view of views.values()) {
        const bad = (spec: LogSpec | null) =>
          spec ? patternsOf(spec).find(([, pattern]) => isBad(pattern)) : undefined;
        const found = bad(view.spec);
        if (view.find !== null && isBad(view.find)) {
          refused.add(patternKey(view.find));
          view.find = null;
          view.say({ k: 'refused', where: 'find', message: TOO_SLOW });
        }
        if (found === undefined) continue;
        refused.add(patternKey(found[1]));
        view.spec = bad(view.earlier) ? null : view.earlier;
        view.earlier = null;
        view.say({ k: 'refused', where: found[0], message: TOO_SLOW });
      }
    },
    begin() {
      for (const [id, view] of views) {
        view.added = view.generation + 1;
        if (view.spec === null) continue;
        post({ op: 'ask', view: id, ask: { k: 'open', spec: view.spec } });
        if (view.follows > 0) post({ op: 'ask', view: id, ask: { k: 'follow', rows: view.follows } });
        if (view.find !== null) post({ op: 'ask', view: id, ask: { k: 'find', pattern: view.find } });
      }
    },
  };
}

function patternsOf(spec: LogSpec): [where: string, pattern: LogPattern][] {
  return [
    ...spec.include.map((one, index): [string, LogPattern] => [`include.${index}`, one]),
    ...spec.exclude.map((one, index): [string, LogPattern] => [`exclude.${index}`, one]),
  ];
}

function faultIn(pattern: LogPattern): string | null {
  try {
    compilePattern(pattern);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
