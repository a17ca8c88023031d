import { randomBytes } from 'node:crypto';
import type { Processes } from '../process/processes.ts';
import type { AgentSpawner } from './agent-process.ts';

/** Writes output into the log plane; a promise makes the process wait. */
export type WriteOutput = (
  item: string,
  channel: 'stdout' | 'stderr' | 'handshake',
  run: string,
  chunk: Buffer,
) => void | Promise<void>;

/** Starts the processes of a connection that no component owns. */
export function directSpawner(processes: Pick<Processes, 'spawn'>, item: string, output: WriteOutput): AgentSpawner {
  return async ({ stdin, onStdout, onStderr, ...wanted }) => {
    const runId = randomBytes(8).toString('hex');
    return processes.spawn({
      ...wanted,
      runId,
      owner: item,
      stdin: stdin ? 'pipe' : 'closed',
      onStdout: (chunk) => onStdout(chunk, (channel, piece) => output(item, channel, runId, piece)),
      onStderr(chunk) {
        onStderr(chunk);
        return output(item, 'stderr', runId, chunk);
      },
    });
  };
}
