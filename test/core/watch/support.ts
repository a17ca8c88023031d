import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type {
  SettledFile,
  Watcher,
  WatchHealth,
  WatchMessage,
  WatchOptions,
  WatchRule,
} from '../../../electron/core/watch/types.ts';
import { watchFolder } from '../../../electron/core/watch/watcher.ts';

/** Rules as a workspace has them: one file in the root, kinds with and without files beside, a nested directory. */
export const RULES: readonly WatchRule[] = [
  { id: 'config', dir: '', extensions: ['.yaml', '.json'], files: ['signalbox.yaml'], besides: false },
  { id: 'agents', dir: 'agents', extensions: ['.yaml', '.yml', '.json'], besides: true },
  { id: 'tools', dir: 'tools', extensions: ['.json', '.yaml'], depth: 0, besides: false },
  { id: 'bundles', dir: 'tools/bundles', extensions: ['.yaml'], besides: false },
];

/** The options every test starts from. */
export const OPTIONS: Omit<WatchOptions, 'root'> = {
  rules: RULES,
  ignore: [],
  follow: [],
  settleMs: 20,
  settleMaxMs: 100,
  maxPaths: 100_000,
  maxFileBytes: 4 * 1024 * 1024,
  pollMs: 200,
};

/** Collects messages and lets a test wait for one. */
export interface Inbox {
  readonly messages: WatchMessage[];
  readonly put: (message: WatchMessage) => void;
  /** Forgets what came so far. */
  clear(): void;
  settled(): SettledFile[];
  /** The first (or next) message that satisfies the test. */
  message<T extends WatchMessage['type']>(
    type: T,
    test?: (message: Extract<WatchMessage, { type: T }>) => boolean,
  ): Promise<Extract<WatchMessage, { type: T }>>;
  /** The first (or next) change of a path. */
  file(path: string, test?: (file: SettledFile) => boolean): Promise<SettledFile>;
  until(test: () => boolean): Promise<void>;
}

export function createInbox(): Inbox {
  const messages: WatchMessage[] = [];
  const waiting = new Set<() => void>();
  const settled = () => messages.flatMap((message) => (message.type === 'settled' ? message.files : []));
  function until(test: () => boolean): Promise<void> {
    if (test()) return Promise.resolve();
    return new Promise((resolve) => {
      const check = () => {
        if (!test()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
    });
  }
  async function found<T>(find: () => T | undefined): Promise<T> {
    await until(() => find() !== undefined);
    return find() as T;
  }
  return {
    messages,
    put(message) {
      messages.push(message);
      for (const check of [...waiting]) check();
    },
    clear: () => void messages.splice(0),
    settled,
    until,
    message: (type, test = () => true) =>
      found(() => messages.find((one) => one.type === type && test(one as never)) as never),
    file: (path, test = () => true) => found(() => settled().find((file) => file.path === path && test(file))),
  };
}

/** A watched folder of its own in the temporary directory. */
export interface Bench extends AsyncDisposable {
  readonly root: string;
  readonly inbox: Inbox;
  readonly watcher: Watcher;
  at(path: string): string;
  write(path: string, text: string): void;
  /** Waits until everything done before was looked at: writes a marker and waits for it and for quiet. */
  quiet(): Promise<void>;
}

/** A folder that vanishes with the test. */
export function tempFolder(): { root: string; write(path: string, text: string): void; remove(): void } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sbx-')));
  return {
    root,
    write: (path, text) => writeIn(root, path, text),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Writes the files, starts a watcher and waits until it is ready. */
export async function openBench(
  files: Record<string, string> = {},
  options: Partial<WatchOptions> = {},
  prepare: (root: string) => void = () => undefined,
): Promise<Bench> {
  const folder = tempFolder();
  const root = join(folder.root, 'workspace');
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) writeIn(root, path, text);
  prepare(root);
  const inbox = createInbox();
  const watcher = watchFolder({ ...OPTIONS, root, ...options }, inbox.put);
  await watcher.ready;
  let marker = 0;
  return {
    root,
    inbox,
    watcher,
    at: (path) => join(root, path),
    write: (path, text) => writeIn(root, path, text),
    async quiet() {
      writeIn(root, 'tools/marker.json', String(++marker));
      const text = String(marker);
      await inbox.file('tools/marker.json', (file) => textOf(file) === text);
      await until(async () => (await watcher.health()).queue === 0);
    },
    async [Symbol.asyncDispose]() {
      await watcher.close();
      folder.remove();
    },
  };
}

/** Changes of everything but the marker, as `change path`. */
export function changes(inbox: Inbox): string[] {
  return inbox
    .settled()
    .filter((file) => file.path !== 'tools/marker.json')
    .map((file) => `${file.change} ${file.path}`);
}

/** The text of a definition. */
export function textOf(file: SettledFile): string | null {
  return file.bytes === null ? null : new TextDecoder().decode(file.bytes);
}

/** Asks again and again, without a pause that anything depends on. */
export async function until(test: () => Promise<boolean>): Promise<void> {
  while (!(await test())) await new Promise((resolve) => setTimeout(resolve, 10));
}

function writeIn(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A watcher in a process of its own, for other users and other limits. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  readonly inbox: Inbox;
  health(): Promise<WatchHealth>;
}

/** @param before command and arguments that start the child, e.g. `setpriv …` */
export function startChild(root: string, options: Partial<WatchOptions>, before: readonly string[]): Child {
  const script = fileURLToPath(new URL('../../fixtures/watch/report.mjs', import.meta.url));
  const line = [...before, process.execPath, script, root, JSON.stringify({ ...OPTIONS, ...options })];
  const child: ChildProcess = spawn(line[0] ?? '', line.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const inbox = createInbox();
  const answers: WatchHealth[] = [];
  if (child.stdout === null || child.stdin === null) throw new Error('no pipes');
  const input = child.stdin;
  createInterface({ input: child.stdout }).on('line', (text) => {
    const message = JSON.parse(text) as WatchMessage | { type: 'health'; health: WatchHealth };
    if (message.type === 'health') answers.push(message.health);
    else inbox.put(message);
  });
  return {
    pid: child.pid ?? 0,
    inbox,
    async health() {
      const before = answers.length;
      input.write('?');
      await until(async () => answers.length > before);
      return answers[answers.length - 1] as WatchHealth;
    },
    async [Symbol.asyncDispose]() {
      const exit = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
      input.end();
      await exit;
    },
  };
}
