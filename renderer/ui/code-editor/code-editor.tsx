import { useEffect, useEffectEvent, useRef, useState } from 'react';
import css from './code-editor.module.css';
import type { EditorForm, EditorMark, GoTo, TextFormat } from './editor-types.ts';
import type { MountedEditor } from './mount-editor.ts';

interface CodeEditorProps {
  readonly text: string;
  readonly format: TextFormat;
  readonly label: string;
  readonly testId: string;
  readonly readOnly: boolean;
  /** What is wrong with the text, and where. */
  readonly marks: readonly EditorMark[];
  /** What may stand in the text; null while it is not known. */
  readonly form: EditorForm | null;
  /** Where to put the caret. */
  readonly goTo: GoTo | null;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
}

/** Places that were gone to: coming back to a text must not take the keyboard away from the list again. */
const reached = new WeakSet<GoTo>();

/** A text of a definition, to read and to change. The editor itself is loaded when the first one is shown. */
export function CodeEditor(props: CodeEditorProps) {
  const { text, format, label, testId, readOnly, marks, goTo } = props;
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef(text);
  const [editor, setEditor] = useState<MountedEditor | null>(null);
  const [fault, setFault] = useState('');

  const onChange = useEffectEvent((changed: string) => {
    shown.current = changed;
    props.onChange(changed);
  });
  const onSave = useEffectEvent(() => props.onSave());
  const form = useEffectEvent(() => props.form);
  const begin = useEffectEvent(() => {
    shown.current = props.text;
    return props.text;
  });

  useEffect(() => {
    let mounted: MountedEditor | null = null;
    let isWanted = true;
    import('./mount-editor.ts').then(
      ({ mountEditor }) => {
        const parent = box.current;
        if (!isWanted || parent === null) return;
        const handlers = { onChange: (now: string) => onChange(now), onSave: () => onSave(), form: () => form() };
        mounted = mountEditor({ parent, text: begin(), format, label, testId, storage: localStorage, ...handlers });
        setEditor(mounted);
      },
      (thrown: unknown) => isWanted && setFault(thrown instanceof Error ? thrown.message : String(thrown)),
    );
    return () => {
      isWanted = false;
      mounted?.destroy();
      setEditor(null);
    };
  }, [format, label, testId]);

  useEffect(() => {
    if (editor === null || shown.current === text) return;
    shown.current = text;
    editor.setText(text);
  }, [editor, text]);

  useEffect(() => editor?.setReadOnly(readOnly), [editor, readOnly]);
  useEffect(() => editor?.setMarks(marks), [editor, marks]);

  useEffect(() => {
    if (editor === null || goTo === null || reached.has(goTo)) return;
    reached.add(goTo);
    editor.goTo(goTo);
  }, [editor, goTo]);

  return (
    <div ref={box} className={css['editor']} aria-busy={editor === null && fault === '' ? true : undefined}>
      {fault === '' ? null : <p className={css['fault']}>The editor could not be loaded: {fault}</p>}
    </div>
  );
}
