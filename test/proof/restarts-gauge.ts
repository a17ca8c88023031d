// Loaded into a host beside the product, by `--import`: tells whoever started it what it holds, after a forced collection
// in all of its threads.
import { readdirSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** What a host holds at one moment. */
export interface Holding {
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly descriptors: number;
}

/** Finalizers run after a collection, and free what the next one finds. */
const TURNS = 3;
const TURN_MS = 50;

process.on('message', async () => {
  await collect();
  const { rss, heapUsed } = process.memoryUsage();
  // The look itself holds the folder open.
  const descriptors = readdirSync('/proc/self/fd').length - 1;
  process.send?.({ rssBytes: rss, heapBytes: heapUsed, descriptors } satisfies Holding);
});
// Whoever measures is gone: nobody else will end this host.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening alone must not keep a host from ending.
process.channel?.unref();

/** Collects what is garbage. Threads that are not ours are reached by the inspector alone. */
async function collect(): Promise<void> {
  const session = new Session();
  session.connect();
  const threads: string[] = [];
  const asked = new Map<number, () => void>();
  session.on('NodeWorker.attachedToWorker', ({ params }) => threads.push(params.sessionId));
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => asked.get(JSON.parse(params.message).id)?.());
  await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  for (let turn = 0; turn < TURNS; turn += 1) {
    await session.post('HeapProfiler.collectGarbage');
    for (const [index, sessionId] of threads.entries()) {
      const id = turn * threads.length + index + 1;
      const answered = new Promise<void>((resolve) => asked.set(id, resolve));
      const message = JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' });
      await session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
      await answered;
    }
    await delay(TURN_MS);
  }
  await session.post('NodeWorker.disable');
  session.disconnect();
}
