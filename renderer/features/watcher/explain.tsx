import { type DragEvent, type FormEvent, useState } from 'react';
import type { ExplanationAnswer, RunningHealth } from '../../../shared/actions/watch-answers.ts';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { selectFilter, setFilter, useUi } from '../../stores/ui-store.ts';
import { selectIsConnected, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { type Dropped, droppedFile } from './dropped-file.ts';
import { ExplanationFacts } from './explanation-facts.tsx';
import { Suggestions } from './suggestions.tsx';
import css from './watcher.module.css';

/** Asks why a path was, or was not, reloaded: typed, or dropped here. */
export function Explain({ passedOver }: { readonly passedOver: RunningHealth['passedOver'] }) {
  const path = useUi(selectFilter('watcher'));
  const isConnected = useWorkspace(selectIsConnected);
  const [answer, setAnswer] = useState<ExplanationAnswer | null>(null);
  const [byName, setByName] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [isOver, setOver] = useState(false);

  /** `dropped`: only the name is known, so the one file that has it is meant. */
  async function explain(asked: string, dropped: Dropped | null = null): Promise<void> {
    const wanted = asked.trim();
    if (wanted === '') return;
    setFilter('watcher', wanted);
    setByName(dropped?.isNameOnly ? wanted : null);
    try {
      const told = await ask('explain', { path: wanted });
      const [only, ...others] = told.elsewhere ?? [];
      if (dropped?.isNameOnly && only !== undefined && others.length === 0) {
        setFilter('watcher', only);
        setAnswer(await ask('explain', { path: only }));
      } else setAnswer(told);
      setError(null);
    } catch (thrown) {
      setAnswer(null);
      setError(asAppError(thrown));
    }
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    void explain(path);
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const dropped = droppedFile(event.dataTransfer, window.signalboxDesktop);
    if (dropped !== null) void explain(dropped.path, dropped);
  }

  return (
    <section
      className={css['explain']}
      aria-label="Explain a path"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <h2 className={css['title']}>Why did it, or did it not, reload?</h2>
      <p className={css['soft']}>Type a path of the workspace, or drop a file here.</p>
      <form className={css['form']} onSubmit={onSubmit}>
        <input
          type="text"
          className={css['input']}
          value={path}
          placeholder="agents/coder.yaml"
          aria-label="Path to explain"
          spellCheck={false}
          autoComplete="off"
          data-testid="explain-path"
          onChange={(event) => setFilter('watcher', event.currentTarget.value)}
        />
        <Button
          kind="primary"
          disabledReason={isConnected ? undefined : 'not connected'}
          onClick={() => void explain(path)}
          testId="explain"
        >
          Explain
        </Button>
      </form>
      {error === null ? null : <ErrorNote error={error} />}
      {answer === null || byName === null ? null : (
        <p className={css['note']}>
          The browser tells only the name {byName} of what was dropped, so it was looked for by that name.
        </p>
      )}
      {answer === null ? null : <ExplanationFacts explanation={answer} onExplain={(other) => void explain(other)} />}
      <Suggestions passedOver={passedOver} onExplain={(other) => void explain(other)} />
    </section>
  );
}
