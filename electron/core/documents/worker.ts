import { parentPort, workerData } from 'node:worker_threads';
import { locateFields, parseDocument } from './parse-document.ts';
import type { PackedItem, WorkerAnswer, WorkerRequest, WorkerStart } from './protocol.ts';
import type { ParseItem } from './types.ts';

const { progress } = workerData as WorkerStart;
const counters = new Int32Array(progress);

parentPort?.on('message', (request: WorkerRequest) => parentPort?.postMessage(answer(request)));

function answer(request: WorkerRequest): WorkerAnswer {
  Atomics.store(counters, 1, 0);
  Atomics.store(counters, 0, request.id);
  const { id } = request;
  if (request.type === 'locate') {
    const places = request.items.map((item, index) => {
      Atomics.store(counters, 1, index);
      return locateFields(unpack(item, request.bytes), item.paths, item.of);
    });
    return { type: 'locate', id, places };
  }
  const outcomes = request.items.map((item, index) => {
    Atomics.store(counters, 1, index);
    const began = performance.now();
    const parsed = parseDocument(unpack(item, request.bytes));
    return { ...parsed, parseMs: performance.now() - began };
  });
  return { type: 'parse', id, outcomes };
}

function unpack({ path, format, start, end }: PackedItem, bytes: ArrayBuffer): ParseItem {
  const item = { path, bytes: new Uint8Array(bytes, start, end - start) };
  return format === undefined ? item : { ...item, format };
}
