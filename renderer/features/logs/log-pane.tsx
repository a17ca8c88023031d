import { type ReactNode, useEffect, useState } from 'react';
import type { LogLineRow, LogSpecInput } from '../../../shared/log.ts';
import { LineDialog } from './line-dialog.tsx';
import type { LogLook } from './list/look.ts';
import type { ModelState } from './log-model.ts';
import css from './pane.module.css';
import { PaneFoot } from './pane-foot.tsx';
import { useLogModel } from './use-log-model.ts';
import { type PaneHandle, usePane } from './use-pane.ts';

interface LogPaneProps {
  readonly label: string;
  /** Null until it is known what is to be shown. */
  readonly spec: LogSpecInput | null;
  readonly look: LogLook;
  readonly onToggleRun: (run: string) => void;
  /** Hears of the list when it is there, and null when it is not any more; the same function each time. */
  readonly onHandle?: (handle: PaneHandle | null) => void;
  /** Somebody turned to this pane. */
  readonly onTurn?: () => void;
  /** What stands above the lines. */
  readonly head?: ReactNode;
  /** Says why there is nothing, instead of an empty list. */
  readonly empty: (state: ModelState) => ReactNode;
  readonly onHide?: (line: LogLineRow) => void;
  /** Without the row below the lines. */
  readonly isSmall?: boolean;
  readonly testId: string;
}

/** Lines, with the fixed row below them that says what is selected and whether they are followed. */
export function LogPane(props: LogPaneProps) {
  const { label, spec, look, onToggleRun, onHandle, onTurn, head, empty, onHide, isSmall = false, testId } = props;
  const [whole, setWhole] = useState<LogLineRow | null>(null);
  const model = useLogModel(spec);
  const pane = usePane({ model, look, onToggleRun, onWhole: setWhole });
  const { handle, state } = pane;

  useEffect(() => {
    onHandle?.(handle);
    return () => onHandle?.(null);
  }, [handle, onHandle]);

  const isEmpty = state?.known === true && state.done && state.rows === 0;
  return (
    <section
      className={css['pane']}
      aria-label={label}
      onFocusCapture={onTurn}
      onPointerDown={onTurn}
      data-testid={testId}
    >
      {head}
      {/* biome-ignore lint/a11y/useSemanticElements: rows are drawn one by one out of millions */}
      <div
        ref={pane.host}
        role="grid"
        className={css['lines']}
        aria-label={`Lines of ${label}`}
        aria-readonly
        tabIndex={0}
        hidden={isEmpty}
        data-testid={`${testId}-lines`}
      />
      {isEmpty ? <div className={css['empty']}>{empty(state)}</div> : null}
      {isSmall ? null : <PaneFoot pane={pane} words={look.words} onWhole={setWhole} onHide={onHide} />}
      {whole === null ? null : <LineDialog line={whole} words={look.words} onClose={() => setWhole(null)} />}
    </section>
  );
}
