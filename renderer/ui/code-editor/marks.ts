import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { type EditorState, type Extension, StateEffect, StateField, type TransactionSpec } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutter } from '@codemirror/view';
import type { EditorMark } from './editor-types.ts';

const setLines = StateEffect.define<readonly EditorMark[]>();

const LINES = {
  error: Decoration.line({ class: 'cm-line-error', level: 'error' }),
  warning: Decoration.line({ class: 'cm-line-warning', level: 'warning' }),
} as const;

/** The lines something is said about; they move along with what is typed. */
const lines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let now = before.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(setLines)) now = lineMarks(transaction.state, effect.value);
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** A sign in the margin: a diamond for an error, a triangle for a warning. What it says stands in the list and on hover. */
class Sign extends GutterMarker {
  readonly level: EditorMark['level'];

  constructor(level: EditorMark['level']) {
    super();
    this.level = level;
  }

  override eq(other: Sign): boolean {
    return other.level === this.level;
  }

  override toDOM(): Node {
    const sign = document.createElement('span');
    sign.className = `cm-sign cm-sign-${this.level}`;
    sign.title = this.level === 'error' ? 'Error' : 'Warning';
    return sign;
  }
}

const SIGNS = { error: new Sign('error'), warning: new Sign('warning') } as const;

/** Signs in the margin, and a tint on the lines that are marked. */
export const marksInLines: Extension = [
  lines,
  gutter({
    class: 'cm-signs',
    initialSpacer: () => SIGNS.error,
    lineMarker(view, { from }) {
      let found: Sign | null = null;
      view.state.field(lines).between(from, from, (_from, _to, { spec }) => {
        found = (spec as { level: EditorMark['level'] }).level === 'error' ? SIGNS.error : SIGNS.warning;
      });
      return found;
    },
    lineMarkerChange: ({ startState, state }) => startState.field(lines) !== state.field(lines),
  }),
];

/** The change that shows marks, and takes the ones before away. */
export function showMarks(state: EditorState, marks: readonly EditorMark[]): TransactionSpec {
  const diagnostics = marks.map((mark): Diagnostic => {
    const { from, to } = markedRange(state, mark);
    const word = mark.level === 'error' ? 'Error' : 'Warning';
    return { from, to, severity: mark.level, message: `${word}: ${mark.message}` };
  });
  const spec = setDiagnostics(state, diagnostics);
  const effects = spec.effects ?? [];
  return { ...spec, effects: [...(Array.isArray(effects) ? effects : [effects]), setLines.of(marks)] };
}

/** Offset of a line and column, both from 1; the nearest place that exists. */
export function offsetOf(state: EditorState, line: number, column: number): number {
  const at = state.doc.line(Math.min(Math.max(1, line), state.doc.lines));
  return Math.min(at.from + Math.max(0, column - 1), at.to);
}

/** From the column at fault to the end of the word that stands there. */
function markedRange(state: EditorState, mark: EditorMark): { readonly from: number; readonly to: number } {
  const from = offsetOf(state, mark.line, mark.column);
  const rest = state.sliceDoc(from, state.doc.lineAt(from).to);
  const word = /^(?:"[^"]*"?|'[^']*'?|[^\s,\]}:#]+|.)/.exec(rest)?.[0] ?? '';
  return { from, to: from + word.length };
}

function lineMarks(state: EditorState, marks: readonly EditorMark[]): DecorationSet {
  const levels = new Map<number, EditorMark['level']>();
  for (const { line, level } of marks) {
    if (line < 1 || line > state.doc.lines) continue;
    const { from } = state.doc.line(line);
    if (level === 'error' || !levels.has(from)) levels.set(from, level);
  }
  return Decoration.set(
    [...levels].map(([from, level]) => LINES[level].range(from)),
    true,
  );
}
