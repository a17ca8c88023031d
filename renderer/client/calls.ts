import type { ActionAnswer, ActionName, ActionOutput, ActionRequest } from '../../shared/actions/all.ts';
import { AppError, fromWireError, toWireError } from '../../shared/errors.ts';
import { parsePosition } from '../../shared/position.ts';
import { type Toast, tell, tellFailure } from '../stores/toast-store.ts';
import { workspaceStore } from '../stores/workspace-store.ts';
import type { CoreConnection } from './connection.ts';
import { connectionLost } from './pending-calls.ts';

/** An answer that is not folded after this long, in ms, is told anyway. */
const FOLDED_MS = 5_000;

let current: CoreConnection | null = null;

/** Names the connection that calls go through; `client/bind.ts` does, once. */
export function setConnection(connection: CoreConnection | null): void {
  current = connection;
}

/** The connection in use, or null before there is one. */
export function currentConnection(): CoreConnection | null {
  return current;
}

/**
 * Calls any row of the table of acts: the output of a reading row, the `ActionAnswer` of an acting one.
 *
 * @throws AppError as the core answered it; HOST_LOST without a connection
 */
export async function call(name: ActionName, input: unknown, signal?: AbortSignal): Promise<unknown> {
  if (current === null) throw connectionLost();
  return current.call(name, input, signal);
}

/**
 * Asks a reading row; a question whose signal is aborted is taken back.
 *
 * @throws AppError as `call` does
 */
export async function ask<N extends ActionName>(
  name: N,
  input: ActionRequest<N>,
  signal?: AbortSignal,
): Promise<ActionOutput<N>> {
  return (await call(name, input, signal)) as ActionOutput<N>;
}

/**
 * Does an acting row, and answers when the page shows what the answer says.
 *
 * @throws AppError as `call` does; DEADLINE when the act goes on for longer than a minute
 */
export async function act<N extends ActionName>(
  name: N,
  input: ActionRequest<N>,
): Promise<ActionAnswer<ActionOutput<N>>> {
  const answer = (await call(name, input)) as ActionAnswer<ActionOutput<N>> | { readonly state: 'pending' };
  if ('state' in answer) {
    throw new AppError('DEADLINE', 'It is still going on.', { hint: 'Its end will show in the list of reloads.' });
  }
  await folded(answer.position);
  return answer;
}

/**
 * Does an acting row for a button: what was observed, or why not, is told in the strip. Answers the result, or null
 * when it failed.
 */
export async function actAndTell<N extends ActionName>(
  name: N,
  input: ActionRequest<N>,
  words: { readonly done: string; readonly failed: string; readonly action?: Toast['action'] },
): Promise<ActionOutput<N> | null> {
  try {
    const answer = await act(name, input);
    tell(answer.outcome === 'partly' ? `${words.done}, but not all of it` : words.done, words.action ?? null);
    return answer.result;
  } catch (error) {
    tellFailure(words.failed, asAppError(error));
    return null;
  }
}

/** Whatever a call threw, as the error that can be shown. */
export function asAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : fromWireError(toWireError(thrown));
}

/** Resolves when everything up to this position (`epoch:seq`) is folded, or will not be. */
function folded(text: string): Promise<void> {
  const position = parsePosition(text);
  const isThere = () => {
    const { state, connection } = workspaceStore.getState();
    return connection.status !== 'connected' || state.epoch !== position?.epoch || state.seq >= position.seq;
  };
  if (isThere()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = workspaceStore.subscribe(() => isThere() && done());
    const timer = setTimeout(done, FOLDED_MS);
    function done(): void {
      stop();
      clearTimeout(timer);
      resolve();
    }
  });
}
