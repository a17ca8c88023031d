import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createMasker } from '../journal/masker.ts';
import type { ToReader } from './segments-state.ts';
import { CHUNK_NUMBERS, type FromWriter, type ToWriter, type WriterOptions } from './store-protocol.ts';
import { openWriter } from './writer.ts';

/** What is too old is looked for this often, ms. */
const AGE_MS = 10 * 60_000;

const { folder, bounds, key } = workerData as WriterOptions;
const readers = new Set<MessagePort>();
const writer = openWriter({
  folder,
  bounds,
  now: Date.now,
  mono: () => performance.now(),
  stamp: createMasker(Buffer.from(key)).stamp,
  tell,
  trouble: (message) => say({ op: 'trouble', message }),
});
const memories: Buffer[] = [];
let flushes: number[] = [];
let due: NodeJS.Timeout | null = null;

function say(message: FromWriter): void {
  parentPort?.postMessage(message);
}

function tell(message: ToReader): void {
  for (const port of readers) port.postMessage(message);
}

function handle(message: ToWriter): void {
  switch (message.op) {
    case 'stream':
      return writer.stream(message.id, message.item, message.channel);
    case 'share':
      memories[message.slot] = Buffer.from(message.memory);
      return;
    case 'batch':
      return takeBatch(message.slot, message.chunks);
    case 'mark': {
      const { at, seq, run, what } = message;
      for (const id of message.streams) writer.mark(id, { at, seq, run, what });
      writer.flush();
      return after();
    }
    case 'secrets':
      return writer.secrets(message.values);
    case 'bounds':
      writer.bound(message.bounds);
      return after();
    case 'forget':
      return writer.forget(message.item);
    case 'reader':
      return addReader(message.port);
    case 'flush':
      flushes.push(message.id);
      return after();
    case 'close':
      return close();
  }
}

function takeBatch(slot: number, chunks: readonly number[]): void {
  const all = memories[slot];
  if (!all) return;
  let from = 0;
  for (let chunk = 0; chunk < chunks.length; chunk += CHUNK_NUMBERS) {
    const [id, at, seq, length] = chunks.slice(chunk, chunk + CHUNK_NUMBERS) as [number, number, number, number];
    writer.chunk(id, all.subarray(from, from + length), at, seq);
    from += length;
  }
  writer.flush();
  say({ op: 'written', slot });
  after();
}

function addReader(port: MessagePort): void {
  port.postMessage(writer.whole());
  readers.add(port);
  port.on('close', () => readers.delete(port));
}

/** What follows every piece of work: a timer for what must not wait for the next one. */
function after(): void {
  if (due === null) tick();
  answerFlushes();
}

function tick(): void {
  const next = writer.tick();
  due = next === null ? null : setTimeout(tickAgain, next);
}

function tickAgain(): void {
  tick();
  answerFlushes();
}

/** What is kept back is waited for: it is what was handed in as much as the rest. */
function answerFlushes(): void {
  if (flushes.length === 0 || writer.holds) return;
  for (const id of flushes) say({ op: 'flushed', id });
  flushes = [];
}

function close(): void {
  clearInterval(aging);
  if (due) clearTimeout(due);
  writer.close();
  for (const port of readers) port.close();
  for (const id of flushes) say({ op: 'flushed', id });
  parentPort?.close();
}

const aging = setInterval(() => {
  writer.age();
  after();
}, AGE_MS);
parentPort?.on('message', handle);
say({ op: 'opened' });
