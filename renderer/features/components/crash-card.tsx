import { useState } from 'react';
import type { Component, Run } from '../../../shared/component-state.ts';
import { runPlan } from '../../client/component-acts.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { copyText } from '../../lib/copy-text.ts';
import { openLog } from '../../stores/log-store.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { DiffTable } from '../../ui/diff-table.tsx';
import { Frame } from '../../ui/frame.tsx';
import { useNow } from '../../ui/time.tsx';
import { crashMarkdown, retryWords } from '../../words/crash-words.ts';
import { RollbackDialog } from '../definitions/rollback-dialog.tsx';
import css from './crash-card.module.css';
import { type Crash, useCrash } from './use-crash.ts';

interface CrashCardProps {
  readonly component: Component;
  readonly run: Run | undefined;
  /** Its first act is the filled one. */
  readonly isPrimary: boolean;
  /** The key of the first act, as it is shown. */
  readonly keys?: string | undefined;
}

/** How a component ended, in which phase, what it said last, what differs from when it was well, and the ways out. */
export function CrashCard({ component, run, isPrimary, keys }: CrashCardProps) {
  const crash = useCrash(component, run);
  const { facts } = crash;
  const { error, retryAt } = component;
  return (
    <div className={css['card']} data-testid={`crash-${component.name}`}>
      <dl className={css['facts']}>
        <dt>ended</dt>
        <dd>{facts.end}</dd>
        {facts.why === null ? null : (
          <>
            <dt>why</dt>
            <dd>{facts.why}</dd>
          </>
        )}
        <dt>phase</dt>
        <dd>{facts.phase}</dd>
        <dt>differs</dt>
        <dd>{facts.differs}</dd>
        <dt>tried</dt>
        <dd>
          {facts.attempts}
          {retryAt === null ? null : <Countdown at={retryAt} />}
        </dd>
      </dl>
      {error && error.hint !== '' ? <p className={css['hint']}>{error.hint}</p> : null}
      {error?.at?.frame === undefined ? null : (
        <Frame text={error.at.frame} path={error.at.path} line={error.at.line} />
      )}
      {facts.stderr === '' ? null : (
        <>
          <p className={css['title']}>last of its error output</p>
          <pre className={css['stderr']}>{facts.stderr}</pre>
        </>
      )}
      <Differs component={component} crash={crash} />
      <Acts component={component} crash={crash} isPrimary={isPrimary} keys={keys} />
    </div>
  );
}

function Countdown({ at }: { readonly at: number }) {
  return <span data-testid="retry-at">, {retryWords(at - useNow())}</span>;
}

/** The fields of the descriptor, and what else a run is started with, that differ from the last healthy run. */
function Differs({ component, crash }: { readonly component: Component; readonly crash: Crash }) {
  const { definition } = component;
  const { healthyVersion: from, crashedVersion: to } = crash;
  const input = definition === null || from === null || to === null ? null : { id: definition, from, to };
  const answer = useAnswer('diff', input, `${definition}@${from}:${to}`);
  const changes = [...(answer.value?.changes ?? []), ...crash.changes];
  if (changes.length === 0) return null;
  return <DiffTable changes={changes} />;
}

interface ActsProps {
  readonly component: Component;
  readonly crash: Crash;
  readonly isPrimary: boolean;
  readonly keys: string | undefined;
}

function Acts({ component, crash, isPrimary, keys }: ActsProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const whyNotRestart = useWhyOff('component.restart');
  const whyNotRollback = useWhyOff('definition.rollback');
  const { name, definition, error } = component;
  const { healthyVersion, facts } = crash;

  async function restart(): Promise<void> {
    setIsBusy(true);
    await runPlan({ action: 'restart', names: [name], scope: 'only' });
    setIsBusy(false);
  }

  return (
    <div className={css['acts']}>
      <Button
        kind={isPrimary ? 'primary' : 'secondary'}
        keys={keys}
        busy={isBusy ? 'Starting' : undefined}
        disabledReason={whyNotRestart}
        onClick={() => void restart()}
        testId="crash-restart"
      >
        Restart now
      </Button>
      {definition === null ? null : (
        <>
          {healthyVersion === null ? null : (
            <Button disabledReason={whyNotRollback} onClick={() => setIsAsking(true)} testId="crash-rollback">
              Roll back to v{healthyVersion}…
            </Button>
          )}
          <Button onClick={() => openDefinition(definition, 'text', error?.at?.line ?? null)} testId="crash-open">
            {error?.at?.line === undefined ? 'Open definition' : `Open at line ${error.at.line}`}
          </Button>
        </>
      )}
      <Button kind="quiet" onClick={() => openLog([`component:${name}`], { at: component.since })} testId="crash-log">
        Log
      </Button>
      <Button kind="quiet" onClick={() => void copyText(crashMarkdown(facts), `crash of ${name}`)} testId="crash-copy">
        Copy as Markdown
      </Button>
      {isAsking && definition !== null && healthyVersion !== null ? (
        <RollbackDialog id={definition} version={healthyVersion} how="pin" onClose={() => setIsAsking(false)} />
      ) : null}
    </div>
  );
}
