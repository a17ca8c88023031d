import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tempFolder } from './temp-folder.ts';

const MAIN = fileURLToPath(new URL('../../electron/headless/main.ts', import.meta.url));

/** How one run of the command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user of their own: a home folder, a workspace and the command line. */
export interface User extends AsyncDisposable {
  readonly home: string;
  readonly root: string;
  /** Runs one line to its end, from the workspace unless told otherwise. */
  run(args: readonly string[], options?: { readonly cwd?: string; readonly input?: string }): Promise<Ended>;
  /** Starts one line that goes on. */
  start(args: readonly string[]): Started;
  /** Starts `serve` and answers when it listens. */
  serve(args?: readonly string[]): Promise<Serving>;
  write(file: string, text: string): Promise<void>;
}

/** A line that goes on. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What stdout holds so far as soon as it matches. */
  stdout(pattern: RegExp): Promise<string>;
}

export interface Serving extends Started {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
}

/** Makes a user with one model in their workspace; everything they started is gone when the test ends. */
export async function user(): Promise<User> {
  const folder = await tempFolder();
  const home = path.join(folder.path, 'home');
  const root = path.join(folder.path, 'workspace');
  const running = new Set<Started>();
  const env = { PATH: process.env['PATH'], SIGNALBOX_HOME: home, HOME: folder.path, NO_COLOR: '1' };

  function start(args: readonly string[], { cwd = root, input = '' } = {}): Started {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.end(input);
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
    const started: Started = {
      child,
      ended,
      async stdout(pattern) {
        while (!pattern.test(stdout)) {
          const more = once(child.stdout, 'data');
          const end = await Promise.race([more.then(() => null), ended]);
          if (end && !pattern.test(stdout)) throw new Error(`ended with ${end.code}\n${stdout}\n${stderr}`);
        }
        return stdout;
      },
    };
    running.add(started);
    return started;
  }

  const made: User = {
    home,
    root,
    run: (args, options) => start(args, options).ended,
    start,
    async serve(args = []) {
      const started = start(['serve', ...args, '--json']);
      const [line = ''] = (await started.stdout(/\n/)).split('\n');
      return { ...started, ...(JSON.parse(line) as { url: string; token: string; pid: number }) };
    },
    async write(file, text) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), text);
    },
    async [Symbol.asyncDispose]() {
      for (const { child } of running) child.kill('SIGKILL');
      await Promise.all([...running].map(({ ended }) => ended));
      await folder[Symbol.asyncDispose]();
    },
  };
  await made.write('models/fast.yaml', 'id: fast\nprovider: openai\nmodel: small\ntemperature: 0.1\n');
  return made;
}
