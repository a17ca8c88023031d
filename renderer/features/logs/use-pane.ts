import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { LogLineRow, LogPlace } from '../../../shared/log.ts';
import type { LogList } from './list/list-acts.ts';
import type { LookedAt } from './list/list-hooks.ts';
import { createLogList } from './list/log-list.ts';
import type { LogLook } from './list/look.ts';
import type { LogModel, ModelState } from './log-model.ts';
import { useModelState } from './use-log-model.ts';
import { copySelected, copyShown } from './use-taking.ts';

/** A list on the screen, for what acts on it from elsewhere. */
export interface PaneHandle {
  readonly model: LogModel;
  readonly list: LogList;
  /** Brings a place into sight as soon as the view is whole. */
  readonly goTo: (place: LogPlace) => void;
}

/** A list on the screen, and what is to be known around it. */
export interface Pane {
  readonly host: (element: HTMLDivElement | null) => void;
  readonly handle: PaneHandle | null;
  readonly state: ModelState | null;
  readonly cursor: number | null;
  readonly follows: boolean;
  /** Rows that came since it does not follow any more. */
  readonly newer: number;
}

/** Where to go: to a place that was asked for, or back to what was looked at before rows got other numbers. */
interface Wanted {
  readonly place: LogPlace;
  readonly looked: LookedAt | null;
}

interface PaneOptions {
  readonly model: LogModel | null;
  readonly look: LogLook;
  readonly onToggleRun: (run: string) => void;
  readonly onWhole: (line: LogLineRow) => void;
}

/** Puts a list into an element and keeps it there; everything that happens in it a hundred times a second stays there. */
export function usePane({ model, look, onToggleRun, onWhole }: PaneOptions): Pane {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [list, setList] = useState<LogList | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const wanted = useRef<Wanted | null>(null);
  const state = useModelState(model);
  const idPrefix = `${useId()}-`;

  const acts = useRef({ onToggleRun, onWhole });
  acts.current = { onToggleRun, onWhole };

  useEffect(() => {
    if (!element || !model) return;
    const made = createLogList(element, model, idPrefix, {
      onCursor: setCursor,
      onFollow: (follows) => setPausedAt(follows ? null : model.state().rows),
      onRenumbered(looked) {
        const { stream, n } = looked.line;
        setPausedAt(model.state().rows);
        wanted.current ??= { place: { stream, n }, looked };
      },
      onToggleRun: (run) => acts.current.onToggleRun(run),
      onWhole(row) {
        const line = model.row(row);
        if (line?.kind === 'line') acts.current.onWhole(line);
      },
      onCopyFar: (selected) => void copySelected(model, selected),
      onCopyAll: () => void copyShown(model),
    });
    setList(made);
    setPausedAt(null);
    return () => {
      made.close();
      setList(null);
      setCursor(null);
    };
  }, [element, model, idPrefix]);

  useEffect(() => list?.look(look), [list, look]);

  const go = useCallback(async () => {
    const target = wanted.current;
    if (!target || !model || !list || !model.state().known || !model.state().done) return;
    wanted.current = null;
    const found = await model.locate(target.place);
    if (found === null) return;
    if (target.looked === null) list.show(found.row);
    else if (!list.follows()) list.restore(found.row, target.looked);
  }, [model, list]);
  useEffect(() => {
    if (state?.done) void go();
  }, [state, go]);

  const goTo = useCallback(
    (place: LogPlace) => {
      wanted.current = { place, looked: null };
      list?.follow(false);
      void go();
    },
    [list, go],
  );

  const handle = useMemo(() => (model && list ? { model, list, goTo } : null), [model, list, goTo]);
  return {
    host: setElement,
    handle,
    state,
    cursor,
    follows: pausedAt === null,
    newer: pausedAt === null ? 0 : Math.max(0, (state?.rows ?? 0) - pausedAt),
  };
}
