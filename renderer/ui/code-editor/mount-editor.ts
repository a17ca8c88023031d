import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { linter, nextDiagnostic, previousDiagnostic } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension, Prec, Transaction } from '@codemirror/state';
import { EditorView, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { completeByForm } from './completion.ts';
import type { EditorForm, EditorMark, GoTo, TextFormat } from './editor-types.ts';
import { marksInLines, offsetOf, showMarks } from './marks.ts';
import { switchTabKey, tabIndents } from './tab-key.ts';
import { changeTo } from './text-change.ts';
import { editorTheme } from './theme.ts';

/** With what an editor begins. */
export interface EditorStart {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly format: TextFormat;
  readonly label: string;
  readonly testId: string;
  /** Where the choice of the Tab key is kept. */
  readonly storage: Storage;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  /** What may be typed; asked each time. */
  readonly form: () => EditorForm | null;
}

/** An editor that stands on the page. */
export interface MountedEditor {
  /** Shows another text; what is the same in both keeps its place, and so does the caret. */
  setText(text: string): void;
  setReadOnly(readOnly: boolean): void;
  setMarks(marks: readonly EditorMark[]): void;
  /** Puts the caret at a place, brings it into sight, and takes the keyboard. */
  goTo(place: GoTo): void;
  destroy(): void;
}

/** Puts an editor on the page. */
export function mountEditor(start: EditorStart): MountedEditor {
  const readOnly = new Compartment();
  const view = new EditorView({
    parent: start.parent,
    state: EditorState.create({ doc: start.text, extensions: [extensionsOf(start), readOnly.of(readOnlyAs(false))] }),
  });
  view.setTabFocusMode(!tabIndents(start.storage));

  return {
    setText(text) {
      const change = changeTo(view.state.doc.toString(), text);
      if (change) view.dispatch({ changes: change, annotations: Transaction.userEvent.of('set') });
    },
    setReadOnly: (value) => view.dispatch({ effects: readOnly.reconfigure(readOnlyAs(value)) }),
    setMarks: (marks) => view.dispatch(showMarks(view.state, marks)),
    goTo({ line, column }) {
      const at = offsetOf(view.state, line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/** The words of the panels, in sentence case as everywhere else. */
const PHRASES: Readonly<Record<string, string>> = {
  next: 'Next',
  previous: 'Previous',
  all: 'Select all',
  'match case': 'Match case',
  regexp: 'Regex',
  'by word': 'Whole words',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close',
  'Go to line': 'Go to line',
  go: 'Go',
};

function extensionsOf({ format, label, testId, storage, onChange, onSave, form }: EditorStart): Extension {
  return [
    lineNumbers(),
    marksInLines,
    highlightActiveLineGutter(),
    history(),
    bracketMatching(),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    format === 'json' ? json() : yaml(),
    search({ top: true }),
    EditorState.phrases.of(PHRASES),
    linter(null),
    autocompletion({
      override: [completeByForm(format, form)],
      icons: false,
      // The value of a key that was just chosen is the next question.
      activateOnCompletion: ({ type }) => type === 'property',
    }),
    Prec.high(
      keymap.of([
        { key: 'Mod-s', preventDefault: true, run: always(onSave) },
        { key: 'Ctrl-m', mac: 'Shift-Alt-m', run: switchTabKey(storage) },
        { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic },
      ]),
    ),
    keymap.of([
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
      { key: 'Escape', run: (view) => leave(view, storage) },
    ]),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'data-testid': testId,
      spellcheck: 'false',
      autocapitalize: 'off',
      autocorrect: 'off',
    }),
    EditorView.updateListener.of(({ docChanged, state, transactions }) => {
      if (docChanged && !transactions.every((one) => one.isUserEvent('set'))) onChange(state.doc.toString());
    }),
    editorTheme,
  ];
}

/** Where Tab indents, Escape readies it to leave instead; elsewhere it leaves by itself. */
function leave(view: EditorView, storage: Storage): boolean {
  if (tabIndents(storage)) return false;
  view.contentDOM.blur();
  return true;
}

/** A command that does something and leaves the key to nobody else. */
function always(does: () => void): () => boolean {
  return () => {
    does();
    return true;
  };
}

function readOnlyAs(value: boolean): Extension {
  return [EditorState.readOnly.of(value), EditorView.contentAttributes.of({ 'aria-readonly': String(value) })];
}
