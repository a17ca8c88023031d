import { parentPort } from 'node:worker_threads';
import { createEngine, type Engine } from './engine.ts';
import type { FromWorker, ToWorker, WorkerQuestion } from './protocol.ts';

// Entry of the watch worker: one engine, driven by messages.
const port = parentPort;
if (port !== null) {
  let engine: Engine | null = null;
  const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  port.on('message', (message: ToWorker) => {
    if (message.type === 'start') {
      const { options, resumed } = message.start;
      engine = createEngine(options, (said, transfer) => post({ type: 'message', message: said }, transfer), resumed);
      void engine.start();
    } else if (message.type === 'block') block(message.ms);
    else if (message.type === 'close') void Promise.resolve(engine?.close()).then(() => port.close());
    else if (engine !== null) {
      const { id } = message;
      answer(engine, message.question).then(
        (value) => post({ type: 'answer', id, value }),
        (error: unknown) => post({ type: 'failed', id, message: String(error) }),
      );
    }
  });
}

async function answer(engine: Engine, question: WorkerQuestion): Promise<unknown> {
  switch (question.type) {
    case 'rescan':
      return engine.rescan(question.reason);
    case 'explain':
      return engine.explain(question.path);
    case 'health':
      return engine.health();
    case 'reconfigure':
      return engine.reconfigure(question.change);
    case 'reread':
      return engine.reread(question.paths);
  }
}

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
