import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { cgroupFolder } from '../../electron/core/process/cgroup.ts';
import type { Component } from '../../shared/component-state.ts';
import type { Envelope } from '../../shared/envelope.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { isRunning, marked } from '../core/process/support.ts';
import { onEnd, tempFolder } from '../helpers/temp.ts';

const MAIN = fileURLToPath(new URL('../../electron/headless/main.ts', import.meta.url));
const LONGEST_WAIT_MS = 120_000;

/** How a workspace is served. */
export interface ServedOptions {
  readonly root?: string;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Hides the control groups from the host, so that it has only the marks of a run. It lives in a process namespace of
   * its own then: a process of some other test that tells nothing of itself would be a suspect to it.
   */
  readonly marksOnly?: boolean;
  /** Size of a small file system that holds nothing but the ledger, in KiB. */
  readonly ledgerKib?: number;
}

/** What a call of the API answered. */
export interface Answer {
  readonly status: number;
  readonly body: any;
}

/** A workspace with components that is really served: by a process of its own, asked over HTTP. */
export interface ServedComponents {
  readonly root: string;
  readonly home: string;
  /** Of the host, as we see it. */
  readonly pid: number;
  /** Whether a process runs, by the number that the host knows it by; a zombie does not. */
  isRunning(pid: number): boolean;
  /** Folder of the ledger, as the host sees it. */
  readonly ledger: string;
  /** What the host wrote to stderr. */
  logged(): string;
  write(file: string, text: string): void;
  act(name: string, input: object): Promise<Answer>;
  snapshot(): Promise<Snapshot>;
  /** Events of this epoch. */
  events(...types: string[]): Promise<Envelope<string, any>[]>;
  until(holds: (snapshot: Snapshot) => boolean, what?: string): Promise<Snapshot>;
  /** Resolves when a component is in one of these states. */
  reaches(name: string, ...states: Component['state'][]): Promise<Component>;
  /** Ends it as a user does; answers the exit code and how long it took. */
  quit(): Promise<{ readonly code: number | null; readonly ms: number }>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

/** Serves these components: by name, as a descriptor or as the text of a file. Nothing of them is left when the test ends. */
export async function serveComponents(
  components: Readonly<Record<string, object | string>>,
  options: ServedOptions = {},
): Promise<ServedComponents> {
  const root = options.root ?? tempFolder('root');
  const home = options.home ?? tempFolder('home');
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const [name, given] of Object.entries(components)) {
    const isText = typeof given === 'string';
    write(`components/${name}.${isText ? 'yaml' : 'json'}`, isText ? given : JSON.stringify(given, null, 2));
  }
  const id = createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 16);
  const ledger = path.join(home, 'workspaces', id, 'ledger');
  mkdirSync(ledger, { recursive: true, mode: 0o700 });
  const line = [process.execPath, MAIN, 'serve', root, '--port', '0', '--json'];
  const [program = '', ...args] = insideOf(options, ledger, line);
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: home, SIGNALBOX_HOME: home, SHELL: '/bin/sh', ...options.env },
  });
  let logged = '';
  child.stderr.on('data', (chunk: Buffer) => {
    logged += chunk.toString();
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const runs = new Set<string>();
  onEnd(async () => {
    if (child.exitCode === null && child.signalCode === null) await quit();
    // A host that was killed leaves its runs behind; the one after it has a test of its own for what it makes of them.
    for (const run of runs) for (const pid of marked(run, null)) process.kill(pid, 'SIGKILL');
  });
  const first = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const told = await Promise.race([first, ended.then(() => null)]);
  if (told === null) throw new Error(`serve ended: ${logged}`);
  const pid = options.marksOnly ? onlyChild(onlyChild(child.pid as number)) : (child.pid as number);
  const { url, token } = JSON.parse(told[0]) as { url: string; token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  async function ask(address: string, init: RequestInit = {}): Promise<Answer> {
    const answer = await fetch(`${url}/api/v1/${address}`, { ...init, headers });
    return { status: answer.status, body: await answer.json() };
  }

  async function snapshot(): Promise<Snapshot> {
    const { body } = await ask('snapshot');
    for (const run of Object.keys(body.runs)) runs.add(run);
    return body;
  }

  async function quit() {
    const from = performance.now();
    await noteRuns();
    process.kill(pid, 'SIGTERM');
    const [code] = await ended;
    expect(code).toBe(0);
    const left = [...runs].flatMap((run) => marked(run, null)).filter(isRunning);
    expect(left, `left behind after the end of the host\n${logged}`).toEqual([]);
    return { code, ms: performance.now() - from };
  }

  async function noteRuns(): Promise<void> {
    for (const { subject } of await served.events('run.started').catch(() => [])) runs.add(subject.slice(4));
  }

  const served: ServedComponents = {
    root,
    home,
    pid,
    isRunning: (one) => /\) [^ZX] /.test(read(`/proc/${pid}/root/proc/${one}/stat`)),
    ledger,
    logged: () => logged,
    write,
    act: (name, input) => ask(`actions/${name}`, { method: 'POST', body: JSON.stringify(input) }),
    snapshot,
    async events(...types) {
      const { position } = await snapshot();
      const wanted = types.length > 0 ? `&types=${types.join(',')}` : '';
      const { events } = (await ask(`events?since=${position.epoch}:0&limit=5000${wanted}`)).body;
      return events.filter((event: Envelope) => event.epoch === position.epoch);
    },
    async until(holds, what = 'the awaited state') {
      const over = new AbortController();
      const timer = setTimeout(() => over.abort(), LONGEST_WAIT_MS);
      const stream = await fetch(`${url}/api/v1/events?follow=true`, { headers, signal: over.signal });
      const chunks = (stream.body as ReadableStream<Uint8Array>).getReader();
      let now: Snapshot | null = null;
      try {
        for (;;) {
          now = await snapshot();
          if (holds(now)) return now;
          const { done } = await chunks.read();
          if (done) throw new Error('the stream ended');
        }
      } catch (error) {
        const shown = JSON.stringify([now?.components, now?.definitions, now?.orphans]);
        throw new Error(`${what} never came (${String(error)}): ${shown}\n${logged}`);
      } finally {
        clearTimeout(timer);
        over.abort();
      }
    },
    async reaches(name, ...states) {
      const isThere = ({ components }: Snapshot) => states.includes(components[name]?.state as Component['state']);
      return (await served.until(isThere, `${name} ${states.join(' or ')}`)).components[name] as Component;
    },
    quit,
    async kill() {
      await noteRuns();
      process.kill(pid, 'SIGKILL');
      await ended;
    },
  };
  return served;
}

/** Folder of the unified hierarchy of control groups; null where there is none. */
export function unifiedMount(): string | null {
  return cgroupFolder(readFileSync('/proc/self/mountinfo', 'utf8'), '0::/');
}

/** Puts a command line into namespaces of its own, where that is asked for. */
function insideOf({ marksOnly, ledgerKib }: ServedOptions, ledger: string, line: readonly string[]): readonly string[] {
  const mounted = marksOnly ? unifiedMount() : null;
  const steps = [
    ...(mounted === null ? [] : [`umount -l ${quoted(mounted)}`]),
    ...(ledgerKib === undefined ? [] : [`mount -t tmpfs -o size=${ledgerKib}k tmpfs ${quoted(ledger)}`]),
  ];
  if (marksOnly) return inside(['-mpf', '--mount-proc'], [...steps, '"$@" & wait "$!"'], line);
  return steps.length === 0 ? line : inside(['-m'], [...steps, 'exec "$@"'], line);
}

function inside(namespaces: readonly string[], steps: readonly string[], line: readonly string[]): readonly string[] {
  return ['unshare', ...namespaces, 'sh', '-ec', steps.join('\n'), 'sh', ...line];
}

/** The process that another one waits for. */
function onlyChild(pid: number): number {
  return Number(read(`/proc/${pid}/task/${pid}/children`).trim());
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A descriptor of a program that is wanted up. */
export function program(command: readonly string[], more: object = {}): object {
  const { config, ...rest } = more as { config?: object };
  return { type: 'process', enabled: true, restart: 'no', ...rest, config: { command, ...config } };
}
