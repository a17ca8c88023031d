// Runs one module of the user in a process of its own. The host hands this text to Node on stdin, so that it needs no
// file beside a packaged app; it imports nothing but Node's own. Messages are lines of JSON on descriptor 5.
import { Socket } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface UserModule {
  start?(context: unknown): unknown;
  stop?(context: unknown): unknown;
  reload?(config: unknown): unknown;
  callsInFlight?(): unknown;
}

interface Message {
  readonly t: 'ping' | 'reload' | 'stop';
  readonly id?: number;
  readonly config?: unknown;
}

const [, , file = '', configText = 'null', name = ''] = process.argv;
const channel = new Socket({ fd: 5, readable: true, writable: true });
let module: UserModule = {};
let stopping = false;

const say = (message: Record<string, unknown>): Promise<void> =>
  new Promise((resolve) => {
    if (channel.destroyed) resolve();
    else channel.write(`${JSON.stringify(message)}\n`, () => resolve());
  });
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const show = (error: unknown): void => console.error(error instanceof Error ? (error.stack ?? error) : error);

async function leave(): Promise<void> {
  if (stopping) return;
  stopping = true;
  let error: string | null = null;
  try {
    await module.stop?.({ name });
  } catch (thrown) {
    show(thrown);
    error = wordsOf(thrown);
  }
  await say({ t: 'stopped', error });
  process.exit(error === null ? 0 : 1);
}

async function reload(id: number, config: unknown): Promise<void> {
  try {
    if (module.reload === undefined) await say({ t: 'reloaded', id, taken: false });
    else await say({ t: 'reloaded', id, taken: (await module.reload(config)) !== false });
  } catch (thrown) {
    show(thrown);
    await say({ t: 'reloaded', id, taken: false });
  }
}

function take(message: Message): void {
  if (message.t === 'ping') void say({ t: 'pong', calls: Number(module.callsInFlight?.() ?? 0) });
  else if (message.t === 'reload') void reload(message.id ?? 0, message.config);
  else void leave();
}

let rest = '';
channel.setEncoding('utf8');
channel.on('data', (text: string) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) take(JSON.parse(line) as Message);
});
// Without its host nobody would ever stop it.
channel.on('error', () => void leave());
channel.on('close', () => void leave());
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void leave());

try {
  module = (await import(pathToFileURL(path.resolve(file)).href)) as UserModule;
  if (typeof module.start !== 'function') throw new Error('it exports no function `start`');
  await module.start({ name, config: JSON.parse(configText) as unknown });
  await say({ t: 'ready' });
} catch (thrown) {
  show(thrown);
  await say({ t: 'failed', error: wordsOf(thrown) });
  process.exit(1);
}
