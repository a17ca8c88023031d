import { type ReactNode, useMemo } from 'react';
import { useAnswer } from '../../client/use-answer.ts';
import { formatPlace } from '../../lib/format.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import css from './dock.module.css';
import { DockBar } from './dock-bar.tsx';
import { type Draft, draftOf, dropDraft, isChanged, keepDraft, useDraft } from './draft-store.ts';
import { StaleNote } from './stale-note.tsx';
import { type GoTo, TextEditor } from './text-editor.tsx';
import { type Save, useSave } from './use-save.ts';

interface TextPaneProps {
  readonly id: string;
  readonly goTo: GoTo | null;
  readonly onClose: () => void;
}

/** The text of a definition's file, to read and to change. Every save names the file it was based on. */
export function TextPane({ id, goTo, onClose }: TextPaneProps) {
  const definition = useWorkspace(selectDefinition(id));
  const diskHash = definition?.disk?.hash ?? null;
  const path = definition?.path ?? id;
  const whyNotRead = useWhyOff('definition.read');
  const save = useSave(id);
  const file = useAnswer('definition.read', { id }, id, `${diskHash}:${save.staleCount}`);
  const kept = useDraft(id);
  const onDisk = useMemo(() => (file.value ? draftOf(file.value) : null), [file.value]);

  // Right after a save the answer still holds the text before it; what was saved is what the file says.
  const isAhead = kept !== undefined && kept.baseHash === diskHash && file.value?.hash !== diskHash;
  const draft = kept && (isChanged(kept) || isAhead) ? kept : onDisk;
  if (!draft) {
    return (
      <Shell id={id} title={path} onClose={onClose}>
        {file.error ? <ErrorNote error={file.error} /> : null}
        {!file.error && (
          <EmptyState title={whyNotRead ? `The text cannot be shown: ${whyNotRead}.` : 'Reading the file.'} />
        )}
      </Shell>
    );
  }
  const changed = isChanged(draft);
  const newer = changed && file.value && !file.waits && file.value.hash !== draft.baseHash ? file.value : null;
  const error = definition?.error ?? null;
  const errorLine = draft.baseHash === diskHash ? (error?.at?.line ?? null) : null;

  return (
    <Shell
      id={id}
      title={path}
      note={noteOf(draft)}
      onClose={onClose}
      acts={<TextActs id={id} draft={draft} save={save} isOff={newer !== null} />}
    >
      {newer && <StaleNote id={id} draft={draft} file={newer} save={save} />}
      {save.error && !newer && <ErrorNote error={save.error} />}
      {errorLine !== null && error && (
        <p className={css['fault']}>
          {error.message} <span className={css['faint']}>{formatPlace(error.at ?? { path })}</span>
        </p>
      )}
      <TextEditor
        text={draft.text}
        label={`Text of ${path}`}
        readOnly={save.whyOff !== undefined}
        errorLine={errorLine}
        goTo={goTo}
        onChange={(text) => keepDraft(id, { ...draft, text })}
        onSave={() => changed && !newer && save.run(draft, draft.baseHash)}
      />
    </Shell>
  );
}

interface TextActsProps {
  readonly id: string;
  readonly draft: Draft;
  readonly save: Save;
  /** The choice between two texts stands below: no save past it. */
  readonly isOff: boolean;
}

function TextActs({ id, draft, save, isOff }: TextActsProps) {
  const changed = isChanged(draft);
  const why =
    save.whyOff ?? (isOff ? 'choose one of the two texts first' : changed ? undefined : 'nothing was changed');
  return (
    <>
      {changed && (
        <Button kind="quiet" onClick={() => dropDraft(id)}>
          Revert
        </Button>
      )}
      <Button
        kind={changed && !isOff ? 'primary' : 'secondary'}
        keys="Ctrl S"
        busy={save.isBusy ? 'Saving' : undefined}
        disabledReason={why}
        onClick={() => save.run(draft, draft.baseHash)}
        testId="definition-save"
      >
        Save
      </Button>
    </>
  );
}

function noteOf(draft: Draft): string {
  const ends = draft.ends === 'mixed' ? 'mixed line ends, a save makes them all LF' : '';
  return [isChanged(draft) ? 'not saved' : '', ends].filter((part) => part !== '').join(', ');
}

interface ShellProps {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly acts?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Shell({ id, title, note = '', acts, onClose, children }: ShellProps) {
  return (
    <section className={css['dock']} aria-label={`Text of ${id}`} data-testid="definition-text-pane">
      <DockBar title={title} note={note} onClose={onClose}>
        {acts}
      </DockBar>
      {children}
    </section>
  );
}
