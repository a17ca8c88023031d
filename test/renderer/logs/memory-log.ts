import type { LogAsk, LogLineRow, LogPlace, LogRow, LogSay, LogSpec } from '../../../shared/log.ts';

/** Views over rows in memory, as the core would answer them: slow, plain, and enough for what the page does with it. */
export interface MemoryLog {
  readonly rows: LogRow[];
  ask(view: string, ask: LogAsk): void;
  /** Adds rows and tells every view. */
  write(...rows: LogRow[]): void;
  /** From now on views have looked at nothing yet, until `release`. */
  hold(): void;
  release(): void;
}

interface View {
  spec: LogSpec;
  generation: number;
  follow: number;
  find: RegExp | null;
}

export function memoryLog(say: (view: string, say: LogSay) => void, rows: LogRow[] = []): MemoryLog {
  const views = new Map<string, View>();
  let generations = 0;
  let isHeld = false;
  let cached: { view: View; rows: LogRow[]; of: number } | null = null;

  function shown(view: View): LogRow[] {
    if (cached?.view === view && cached.of === rows.length) return cached.rows;
    const { spec } = view;
    const kept = rows.filter((row) => isShown(row, spec));
    cached = { view, rows: spec.fold ? folded(kept) : kept, of: rows.length };
    return cached.rows;
  }

  function state(name: string, view: View): void {
    if (isHeld) {
      const nothing = { rows: 0, scanned: 0, lines: rows.length, done: false };
      say(name, { k: 'state', generation: view.generation, ...nothing });
      return;
    }
    const all = shown(view);
    const from = Math.max(0, all.length - view.follow);
    const tail = view.follow > 0 ? { tail: { from, rows: all.slice(from) } } : {};
    const counts = { rows: all.length, scanned: rows.length, lines: rows.length, done: true };
    say(name, { k: 'state', generation: view.generation, ...counts, ...tail });
    if (view.find) say(name, { k: 'found', generation: view.generation, count: hits(view).length, done: true });
  }

  function hits(view: View): number[] {
    const { find } = view;
    return shown(view).flatMap((row, at) => (row.kind === 'line' && find?.test(row.text) ? [at] : []));
  }

  function next(name: string, view: View, from: number, back: boolean): void {
    const found = hits(view);
    const at = back
      ? (found.findLast((row) => row < from) ?? found.at(-1))
      : (found.find((row) => row > from) ?? found[0]);
    const nth = at === undefined ? {} : { nth: found.indexOf(at) + 1 };
    say(name, { k: 'at', generation: view.generation, of: 'next', row: at ?? null, ...nth });
  }

  return {
    rows,
    ask(name, ask) {
      if (ask.k === 'open') {
        generations += 1;
        const old = views.get(name);
        views.set(name, { spec: ask.spec, generation: generations, follow: old?.follow ?? 0, find: old?.find ?? null });
        state(name, views.get(name)!);
        return;
      }
      const view = views.get(name);
      if (!view) return;
      const { generation } = view;
      if (ask.k === 'close') views.delete(name);
      else if (ask.k === 'rows') {
        say(name, { k: 'rows', generation, from: ask.from, rows: shown(view).slice(ask.from, ask.from + ask.count) });
      } else if (ask.k === 'follow') {
        view.follow = ask.rows;
        if (ask.rows > 0) state(name, view);
      } else if (ask.k === 'find') {
        view.find = ask.pattern === null ? null : expressionOf(ask.pattern);
        if (view.find) say(name, { k: 'found', generation, count: hits(view).length, done: true });
      } else if (ask.k === 'next') next(name, view, ask.from, ask.back);
      else {
        const row = placed(shown(view), ask.to);
        say(name, { k: 'at', generation, of: 'locate', row });
      }
    },
    write(...added) {
      rows.push(...added);
      for (const [name, view] of views) state(name, view);
    },
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      for (const [name, view] of views) state(name, view);
    },
  };
}

function expressionOf({ text, regex, case: cased }: { text: string; regex: boolean; case: boolean }): RegExp {
  return new RegExp(regex ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), cased ? 'u' : 'iu');
}

function isShown(row: LogRow, spec: LogSpec): boolean {
  const item = row.stream.slice(0, row.stream.lastIndexOf('/'));
  if (!spec.streams.some((name) => name === '*' || name === row.stream || name === `${item}/*`)) return false;
  if (row.at < (spec.from ?? 0)) return false;
  if (spec.runs && (row.run === null || !spec.runs.includes(row.run))) return false;
  if (row.kind === 'mark') return true;
  if (row.run !== null && spec.foldedRuns.includes(row.run)) return false;
  if (spec.levels && !spec.levels.includes(row.level)) return false;
  const has = (pattern: LogSpec['include'][number]) => expressionOf(pattern).test(row.text);
  return spec.include.every(has) && !spec.exclude.some(has);
}

/** Neighbours that differ only in digits become one row. */
function folded(rows: readonly LogRow[]): LogRow[] {
  const out: LogRow[] = [];
  const like = (row: LogLineRow) => row.stream + row.text.replace(/\d+/g, '#');
  for (const row of rows) {
    const last = out.at(-1);
    if (row.kind === 'line' && last?.kind === 'line' && like(last) === like(row)) {
      out[out.length - 1] = { ...row, count: (last.count ?? 1) + 1 };
    } else out.push(row);
  }
  return out;
}

function placed(rows: readonly LogRow[], to: LogPlace): number | null {
  const isBehind = (row: LogRow): boolean => {
    if ('at' in to) return row.at <= to.at;
    if ('seq' in to) return row.seq <= to.seq;
    return row.kind === 'line' && row.stream === to.stream && row.n <= to.n;
  };
  const at = rows.findLastIndex(isBehind);
  return at === -1 ? null : at;
}
