import { useEffect, useState } from 'react';
import type { ActionOutput, ActionRequest } from '../../shared/actions/all.ts';
import type { AppError } from '../../shared/errors.ts';
import { selectIsConnected, useWorkspace } from '../stores/workspace-store.ts';
import { asAppError, ask } from './calls.ts';

/** Names of the reading rows that screens ask. */
export type QueryName =
  | 'definition.read'
  | 'versions'
  | 'diff'
  | 'template'
  | 'kinds'
  | 'events'
  | 'chain'
  | 'blob'
  | 'kind.schema'
  | 'editor.external'
  | 'references'
  | 'problem'
  | 'component.plan'
  | 'runs'
  | 'descriptor'
  | 'processes'
  | 'run.tail'
  | 'run.differences'
  | 'log.streams'
  | 'log.line'
  | 'agent.handshake'
  | 'agent.stderr'
  | 'mcp.server'
  | 'mcp.tools'
  | 'tools'
  | 'jobs'
  | 'job'
  | 'repeats';

/** How a question stands; the last answer stays in sight while a newer one is awaited. */
export interface Answer<T> {
  readonly value: T | null;
  readonly error: AppError | null;
  readonly waits: boolean;
}

interface Kept<T> extends Answer<T> {
  readonly subject: string;
  readonly question: string;
}

/**
 * Asks the core and answers what it said. The question is asked again when its input or `fresh` changes (a version, a
 * hash: whatever tells that the old answer may be old) and after a reconnect; `subject` names what it is about: an
 * answer about something else is never shown. A null input asks nothing.
 */
export function useAnswer<N extends QueryName>(
  name: N,
  input: (ActionRequest<N> & object) | null,
  subject: string,
  fresh: string | number = '',
): Answer<ActionOutput<N>> {
  const [kept, setKept] = useState<Kept<ActionOutput<N>> | null>(null);
  const isConnected = useWorkspace(selectIsConnected);
  const question = input === null ? null : JSON.stringify([name, input, fresh]);

  useEffect(() => {
    if (question === null || !isConnected) return;
    const [asked, given] = JSON.parse(question) as [N, ActionRequest<N>];
    let isWanted = true;
    const settle = (value: ActionOutput<N> | null, error: AppError | null): void => {
      if (isWanted) setKept({ value, error, waits: false, subject, question });
    };
    ask(asked, given).then(
      (value) => settle(value, null),
      (thrown: unknown) => settle(null, asAppError(thrown)),
    );
    return () => {
      isWanted = false;
    };
  }, [question, subject, isConnected]);

  if (question === null) return { value: null, error: null, waits: false };
  if (kept?.subject !== subject) return { value: null, error: null, waits: true };
  return { value: kept.value, error: kept.error, waits: kept.question !== question };
}
