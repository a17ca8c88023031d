import { type DragEvent, type FormEvent, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { selectFilter, setFilter, useUi } from '../../stores/ui-store.ts';
import { selectIsConnected, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { type Explanation, readExplanation } from './answers.ts';
import { ExplanationFacts } from './explanation-facts.tsx';
import css from './watcher.module.css';

/** Asks why a path was, or was not, reloaded: typed, or dropped here. */
export function Explain() {
  const path = useUi(selectFilter('watcher'));
  const isConnected = useWorkspace(selectIsConnected);
  const [answer, setAnswer] = useState<Explanation | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [isOver, setOver] = useState(false);

  async function explain(asked: string): Promise<void> {
    const wanted = asked.trim();
    if (wanted === '') return;
    try {
      setAnswer(readExplanation(await ask('explain', { path: wanted })));
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
    const dropped = droppedPath(event.dataTransfer);
    if (dropped === null) return;
    setFilter('watcher', dropped);
    void explain(dropped);
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
      {answer === null ? null : <ExplanationFacts explanation={answer} />}
    </section>
  );
}

/** The path of what was dropped: an address or text; browsers hide where a file lies and tell only its name. */
function droppedPath(data: DataTransfer): string | null {
  const address = data.getData('text/uri-list').split('\n')[0]?.trim() ?? '';
  if (address.startsWith('file://')) return decodeURIComponent(new URL(address).pathname);
  return data.getData('text/plain').trim() || data.files[0]?.name || null;
}
