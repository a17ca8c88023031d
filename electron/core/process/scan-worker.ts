import { parentPort, workerData } from 'node:worker_threads';
import { readForeignTable } from './foreign-table.ts';
import type { ProcessTable } from './members.ts';
import { openProcessTable } from './process-table.ts';
import { holdersOf, type ScanAnswer, type ScanQuestion, seeRuns } from './scan.ts';

// Reading the process table takes up to 50 ms on a busy machine, all of it synchronous: hence a thread of its own.
const { self } = workerData as { self: number };
const reader = process.platform === 'linux' ? openProcessTable({ self }) : null;

parentPort?.on('message', (question: ScanQuestion) => {
  answer(question).then(
    (said) => parentPort?.postMessage(said),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      parentPort?.postMessage({ id: question.id, type: 'failed', message } satisfies ScanAnswer);
    },
  );
});

async function answer(question: ScanQuestion): Promise<ScanAnswer> {
  if (question.type === 'ports') {
    return { id: question.id, type: 'ports', holders: holdersOf(question.ports, await table(null)) };
  }
  const since = question.traces.reduce((least, trace) => Math.min(least, trace.startTime), Number.MAX_SAFE_INTEGER);
  return { id: question.id, type: 'runs', sights: seeRuns(question.traces, await table(since), question.taken) };
}

async function table(since: number | null): Promise<ProcessTable> {
  return reader ? reader.read(since) : readForeignTable(process.platform, self);
}
