import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import styles from './text-editor.module.css';

/** A place to bring into sight, counted from 1; a new object asks again. */
export interface GoTo {
  readonly line: number;
  readonly column: number;
}

/** Places that were gone to: coming back to a text must not take the keyboard away from the list again. */
const reached = new WeakSet<GoTo>();

interface TextEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly label: string;
  readonly readOnly: boolean;
  /** Line at fault, counted from 1, to mark. */
  readonly errorLine: number | null;
  /** Where to put the caret. */
  readonly goTo: GoTo | null;
  readonly onSave: () => void;
}

/** Height of one line in px: the same as `--editor-line` in the style sheet. */
const LINE_PX = 20;
const PADDING_PX = 4;

/** A plain text box with line numbers. Tab leaves it, as everywhere; Ctrl+S saves. */
export function TextEditor({ text, onChange, label, readOnly, errorLine, goTo, onSave }: TextEditorProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLDivElement>(null);
  const count = useMemo(() => text.split('\n').length, [text]);
  const numbers = useMemo(() => Array.from({ length: count }, (_, index) => index + 1).join('\n'), [count]);

  // The numbers follow the box without a render: scrolling stays as smooth as the box itself.
  const follow = (): void => {
    const shift = `translateY(${-(box.current?.scrollTop ?? 0)}px)`;
    if (gutter.current) gutter.current.style.transform = shift;
    if (mark.current) mark.current.style.transform = shift;
  };

  useEffect(() => {
    const area = box.current;
    if (!area || !goTo || reached.has(goTo)) return;
    reached.add(goTo);
    const at = offsetOf(area.value, goTo.line, goTo.column);
    area.focus({ preventScroll: true });
    area.setSelectionRange(at, at);
    area.scrollTop = Math.max(0, (goTo.line - 1) * LINE_PX - area.clientHeight / 2);
  }, [goTo]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') box.current?.blur();
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
    event.preventDefault();
    onSave();
  };

  return (
    <div className={styles['editor']}>
      <div className={styles['gutter']} aria-hidden="true">
        <div ref={gutter} className={styles['numbers']}>
          {numbers}
        </div>
      </div>
      <div className={styles['body']}>
        <div ref={mark} className={styles['marks']} aria-hidden="true">
          {errorLine !== null && errorLine <= count && (
            <div className={styles['mark']} style={{ top: PADDING_PX + (errorLine - 1) * LINE_PX }} />
          )}
        </div>
        <textarea
          ref={box}
          className={styles['text']}
          aria-label={label}
          data-testid="definition-text"
          value={text}
          readOnly={readOnly}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          onScroll={follow}
          onKeyDown={onKeyDown}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
    </div>
  );
}

/** Offset of a line and column (both from 1) in a text; the end of the line when the column lies behind it. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let number = 1; number < line; number += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  const end = text.indexOf('\n', start);
  return Math.min(start + Math.max(0, column - 1), end < 0 ? text.length : end);
}
