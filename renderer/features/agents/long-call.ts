import type { ActionAnswer, ActionName, ActionOutput } from '../../../shared/actions/all.ts';
import { AppError, fromWireError, type WireError } from '../../../shared/errors.ts';
import { tableGet } from '../../../shared/table.ts';
import { act, asAppError, ask } from '../../client/calls.ts';
import { type WorkspaceView, workspaceStore } from '../../stores/workspace-store.ts';

/** What `action.get` says of an act. */
interface Outcome<N extends ActionName> {
  readonly state: 'pending' | 'ended';
  readonly answer?: ActionAnswer<ActionOutput<N>>;
  readonly error?: WireError;
}

/**
 * Follows an act on an agent that goes on for longer than its answer was waited for. The core is asked again whenever
 * something happened to the agent, and when a lost connection is back; a signal that is aborted cancels the act.
 *
 * @throws AppError as the act ended; NOT_FOUND when the core that began it is not there any more
 */
export async function endOfAct<N extends ActionName>(
  actionId: string,
  agent: string,
  signal: AbortSignal,
): Promise<ActionAnswer<ActionOutput<N>>> {
  // What becomes of a cancelled act is seen like every other end of it.
  const cancel = () => void act('action.cancel', { actionId }).catch(() => undefined);
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  try {
    for (;;) {
      const sign = nextSign(agent);
      const { answer, error } = await lookAt<N>(actionId);
      if (error !== undefined) throw fromWireError(error);
      if (answer !== undefined) return answer;
      await sign;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** How the act stands; one that cannot be asked about now is still pending. */
async function lookAt<N extends ActionName>(actionId: string): Promise<Outcome<N>> {
  try {
    return (await ask('action.get', { actionId })) as Outcome<N>;
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === 'HOST_LOST') return { state: 'pending' };
    if (error.code !== 'NOT_FOUND') throw error;
    throw new AppError('NOT_FOUND', 'Signalbox began anew while the call went on: its answer is lost.', {
      hint: 'Look at the messages and the log of the server, then call again.',
    });
  }
}

/** Resolves with the next thing that happens to the agent, or when the connection is back. */
function nextSign(agent: string): Promise<void> {
  const signOf = ({ state, connection }: WorkspaceView) =>
    connection.status === 'connected' ? `${connection.since} ${tableGet(state.agents, agent)?.changed}` : null;
  return new Promise((resolve) => {
    const before = signOf(workspaceStore.getState());
    const stop = workspaceStore.subscribe((view) => {
      const now = signOf(view);
      if (now === null || now === before) return;
      stop();
      resolve();
    });
  });
}
