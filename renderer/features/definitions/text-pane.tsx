import { useEffect, useMemo, useState } from 'react';
import type { Definition } from '../../../shared/state.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { CodeEditor } from '../../ui/code-editor/code-editor.tsx';
import type { GoTo, TextFormat } from '../../ui/code-editor/editor-types.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { type Draft, draftOf, isChanged, keepDraft, useDraft } from './draft-store.ts';
import { marksOf, textProblems } from './marks.ts';
import { ProblemList } from './problem-list.tsx';
import { StaleNote } from './stale-note.tsx';
import { TextActs } from './text-acts.tsx';
import { TextShell } from './text-shell.tsx';
import { type Check, useCheck } from './use-check.ts';
import { useForm } from './use-form.ts';
import { useSave } from './use-save.ts';

interface TextPaneProps {
  readonly id: string;
  readonly goTo: GoTo | null;
  readonly onClose: () => void;
}

/** The text of a definition's file, to read and to change. Every save names the file it was based on. */
export function TextPane({ id, goTo: asked, onClose }: TextPaneProps) {
  const definition = useWorkspace(selectDefinition(id));
  const diskHash = definition?.disk?.hash ?? null;
  const path = definition?.path ?? id;
  const [goTo, setGoTo] = useState(asked);
  useEffect(() => setGoTo(asked), [asked]);
  const whyNotRead = useWhyOff('definition.read');
  const save = useSave(id, path, setGoTo);
  const file = useAnswer('definition.read', { id }, id, `${diskHash}:${save.staleCount}`);
  const kept = useDraft(id);
  const onDisk = useMemo(() => (file.value ? draftOf(file.value) : null), [file.value]);

  // Right after a save the answer still holds the text before it; what was saved is what the file says.
  const isAhead = kept !== undefined && kept.baseHash === diskHash && file.value?.hash !== diskHash;
  const draft = kept && (isChanged(kept) || isAhead) ? kept : onDisk;
  const form = useForm(definition?.kind ?? null);
  const check = useCheck(id, draft?.text ?? null);
  const isOnDisk = draft !== null && !isChanged(draft) && draft.baseHash === diskHash;
  const problems = useProblems(check, isOnDisk ? (definition?.error ?? null) : null);
  const marks = useMemo(() => marksOf(problems), [problems]);

  if (!draft) {
    return (
      <TextShell id={id} title={path} onClose={onClose}>
        {file.error ? <ErrorNote error={file.error} /> : null}
        {!file.error && (
          <EmptyState title={whyNotRead ? `The text cannot be shown: ${whyNotRead}.` : 'Reading the file.'} />
        )}
      </TextShell>
    );
  }
  const changed = isChanged(draft);
  const newer = changed && file.value && !file.waits && file.value.hash !== draft.baseHash ? file.value : null;

  return (
    <TextShell
      id={id}
      title={path}
      note={noteOf(draft)}
      onClose={onClose}
      acts={<TextActs id={id} draft={draft} save={save} isOff={newer !== null} place={marks[0] ?? null} />}
    >
      {newer && <StaleNote id={id} draft={draft} file={newer} save={save} />}
      {save.error && !newer && <ErrorNote error={save.error} />}
      <CodeEditor
        text={draft.text}
        format={formatOf(path)}
        label={`Text of ${path}`}
        testId="definition-text"
        readOnly={save.whyOff !== undefined}
        marks={marks}
        form={form}
        goTo={goTo}
        onChange={(text) => keepDraft(id, { ...draft, text })}
        onSave={() => changed && !newer && save.run(draft, draft.baseHash)}
      />
      <ProblemList problems={problems} note={checkNote(check, draft.text)} onGoTo={setGoTo} />
    </TextShell>
  );
}

/** What is wrong with the text: as it was checked, or as its file was refused while nothing else is known. */
function useProblems(check: Check, refused: Definition['error']) {
  return useMemo(() => {
    const isKnown = check.text !== null && check.whyNot === null;
    return textProblems(isKnown || refused === null ? check.faults : [refused], check.warnings);
  }, [check, refused]);
}

function checkNote({ text, whyNot }: Check, now: string): string {
  if (whyNot !== null) return `Not checked: ${whyNot}`;
  return text === now ? '' : 'Checking';
}

function noteOf(draft: Draft): string {
  const ends = draft.ends === 'mixed' ? 'mixed line ends, a save makes them all LF' : '';
  return [isChanged(draft) ? 'not saved' : '', ends].filter((part) => part !== '').join(', ');
}

function formatOf(path: string): TextFormat {
  return path.toLowerCase().endsWith('.json') ? 'json' : 'yaml';
}
