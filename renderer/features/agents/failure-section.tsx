import type { Agent } from '../../../shared/agent-state.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { copyText } from '../../lib/copy-text.ts';
import { plural } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Section } from '../../ui/inspector.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import css from './inspector-parts.module.css';

interface FailureSectionProps {
  readonly agent: Agent;
  /** A crash card stands below, which has the end and what to do. */
  readonly hasCard: boolean;
  /** That card has the last words too. */
  readonly hasTail: boolean;
}

/** Why a connection is not well: the error with its code and what to do, the diagnosis, and the last words. */
export function FailureSection({ agent, hasCard, hasTail }: FailureSectionProps) {
  const { id, state, error, diagnosis, exit } = agent;
  const isWrong = error !== null || state === 'failed' || state === 'reconnecting';
  const wantsTail = isWrong && !hasTail;
  const tail = useAnswer('agent.stderr', wantsTail ? { id } : null, id, `${state} ${agent.since}`);
  if (!isWrong && (exit === null || hasCard)) return null;
  const stderr = tail.value?.text ?? '';
  return (
    <Section title={isWrong && error?.code !== 'CANCELLED' ? 'What is wrong' : 'How it ended'} right={error?.code}>
      <div className={css['failure']} data-testid="agent-failure">
        {diagnosis === null || (!hasCard && error?.message.includes(diagnosis)) ? null : (
          <p className={css['diagnosis']} data-testid="agent-diagnosis">
            {diagnosis}
          </p>
        )}
        {error === null || hasCard ? null : <ErrorNote error={error} />}
        {exit === null || hasCard ? null : (
          <p className={css['soft']}>
            {exit.words}
            {exit.leftovers === 0 ? '' : `; ${plural(exit.leftovers, 'process', 'processes')} of it may live on`}
          </p>
        )}
        {stderr === '' ? null : (
          <>
            <p className={css['faint']}>last of its error output</p>
            <ScrollBox as="pre" label="Last of its error output" framed className={css['stderr']} testId="agent-stderr">
              {stderr}
            </ScrollBox>
          </>
        )}
        {error === null ? null : (
          <div>
            <Button kind="quiet" onClick={() => void copyText(asText(agent, stderr), `what is wrong with ${id}`)}>
              Copy as text
            </Button>
          </div>
        )}
      </div>
    </Section>
  );
}

function asText({ id, diagnosis, error, exit }: Agent, stderr: string): string {
  const parts = [`${id}: ${error?.code ?? ''}`, diagnosis, error?.message, error?.hint, exit?.words, stderr];
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join('\n');
}
