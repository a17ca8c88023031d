import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { toWireError } from '../../../../shared/errors.ts';
import type { Processes } from '../../process/processes.ts';
import type { ProbeSpec } from '../component.ts';
import type { Surroundings } from '../run-board.ts';
import { bad, good, type ProbeAnswer } from './answer.ts';

/** More of what a command prints is not looked at. */
const MOST_CHARACTERS = 4_096;
/** What the command left behind may hold its output open: that is not waited for. */
const LAST_WORDS_MS = 200;

/** Runs a command where the component runs; good is exit 0. It never outlives the look. */
export async function lookExec(
  { command }: Extract<ProbeSpec['how'], { sort: 'exec' }>,
  signal: AbortSignal,
  component: string,
  surroundings: Surroundings,
  processes: Pick<Processes, 'spawn'>,
): Promise<ProbeAnswer> {
  const [program = '', ...args] = command;
  let said = '';
  const listen = (chunk: Buffer): void => {
    if (said.length < MOST_CHARACTERS) said += chunk.toString('utf8');
  };
  const runId = `probe-${randomBytes(8).toString('hex')}`;
  let run: Awaited<ReturnType<typeof processes.spawn>>;
  try {
    run = await processes.spawn({
      ...surroundings,
      runId,
      command: program,
      args,
      owner: `component:${component}`,
      onStdout: listen,
      onStderr: listen,
    });
  } catch (error) {
    return bad(toWireError(error).message);
  }
  const kill = (): void => void run.killNow().catch(() => undefined);
  if (signal.aborted) kill();
  signal.addEventListener('abort', kill, { once: true });
  try {
    const end = await run.ended;
    await Promise.race([run.outputEnded, delay(LAST_WORDS_MS)]);
    signal.throwIfAborted();
    const last = said.trim().split('\n').at(-1)?.trim() ?? '';
    const words = `${program}: ${end.words}${last === '' ? '' : ` (${last})`}`;
    return end.code === 0 ? good(words) : bad(words);
  } finally {
    signal.removeEventListener('abort', kill);
    // A look that was not confirmed to be over stays in the ledger, and is stopped with everything else.
    await run.stop({ graceMs: 0 }).catch(() => undefined);
  }
}
