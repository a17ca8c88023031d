import { type RefObject, useEffect, useRef } from 'react';
import type { LogSpecInput } from '../../../shared/log.ts';
import { currentConnection } from '../../client/calls.ts';
import { logStore, setLogPrefs } from '../../stores/log-store.ts';
import { tell } from '../../stores/toast-store.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { isField } from './list/row-events.ts';
import { errorsOnly, nextError, nextRun, nowhereWords } from './log-jumps.ts';
import { createLogModel, type LogModel } from './log-model.ts';
import { nextTime } from './log-tools.tsx';
import type { Find } from './use-find.ts';
import type { PaneHandle } from './use-pane.ts';

interface LogKeysOptions {
  /** The list that keys move; null while there is none. */
  readonly handle: PaneHandle | null;
  readonly spec: LogSpecInput;
  readonly find: Find;
  readonly findInput: RefObject<HTMLInputElement | null>;
  readonly narrowInput: RefObject<HTMLInputElement | null>;
  readonly onClear: () => void;
}

/** The keys of the log: they move and show, and change nothing that runs. */
export function useLogKeys({ handle, spec, find, findInput, narrowInput, onClear }: LogKeysOptions): void {
  const list = handle?.list ?? null;
  const errors = useErrors(spec);

  // One jump begins where the one before it ended, however fast the keys are.
  const jumping = useRef<Promise<void>>(Promise.resolve());
  function jump(kind: 'run' | 'error', back: boolean): void {
    if (!handle) return;
    const { model, list: at } = handle;
    jumping.current = jumping.current.then(async () => {
      const from = at.cursor() ?? (at.follows() && back ? model.state().rows : at.first() - 1);
      const row = kind === 'run' ? await nextRun(model, from, back) : await nextError(model, errors(), from, back);
      if (typeof row === 'number') at.show(row);
      else tell(nowhereWords(kind, back, row, model.state().isUp));
    });
  }
  const open = (): false | undefined => {
    const row = list?.cursor();
    if (!handle || row === undefined || row === null) return false;
    if (!handle.list.toggleJson(row)) handle.list.openWhole(row);
    return undefined;
  };
  const focusOn = (input: RefObject<HTMLInputElement | null>) => () => {
    input.current?.focus();
    input.current?.select();
  };

  const down = () => list?.step(1);
  const up = () => list?.step(-1);
  const pageDown = () => list?.page(1);
  const pageUp = () => list?.page(-1);
  const begin = () => list?.toBegin();
  const end = () => list?.follow(true);
  const leave = () => {
    if (list?.unselectAll()) return undefined;
    return list?.cursor() === null ? false : list?.setCursor(null);
  };
  const selectAll = ({ target }: KeyboardEvent) =>
    isField(target) || document.querySelector('[role="dialog"]') ? false : list?.selectAll();
  const next = () => find.next(false);
  const previous = () => find.next(true);

  useHotkeys({
    ArrowDown: down,
    j: down,
    ArrowUp: up,
    k: up,
    PageDown: pageDown,
    PageUp: pageUp,
    Home: begin,
    End: end,
    f: () => list?.follow(!list.follows()),
    Enter: open,
    Escape: leave,
    w: () => setLogPrefs({ wrap: !logStore.getState().prefs.wrap }),
    t: () => setLogPrefs({ time: nextTime(logStore.getState().prefs.time) }),
    e: () => jump('error', false),
    'shift+E': () => jump('error', true),
    '[': () => jump('run', true),
    ']': () => jump('run', false),
    '/': focusOn(narrowInput),
    'mod+f': focusOn(findInput),
    'mod+a': selectAll,
    'mod+l': onClear,
    F3: next,
    'shift+F3': previous,
    n: next,
    'shift+N': previous,
  });
}

/** A view of the errors among the lines, opened when they are first asked for. */
function useErrors(spec: LogSpecInput): () => LogModel {
  const opened = useRef<LogModel | null>(null);
  const text = JSON.stringify(errorsOnly(spec));
  useEffect(() => {
    opened.current?.open(JSON.parse(text) as LogSpecInput);
  }, [text]);
  useEffect(
    () => () => {
      opened.current?.close();
      opened.current = null;
    },
    [],
  );
  return () => {
    const connection = currentConnection();
    if (opened.current === null && connection) {
      opened.current = createLogModel(connection.openLogView);
      opened.current.open(JSON.parse(text) as LogSpecInput);
    }
    return opened.current ?? createLogModel(() => ({ ask: () => false, close: () => {} }));
  };
}
