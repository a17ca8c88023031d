import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Holding } from './restarts-gauge.ts';

/** How often a host is asked to bring a component up again, and who hears of it. */
export interface Restarts {
  readonly restarts: number;
  readonly say?: (line: string) => void;
}

/** What the host held, measured while every component was up and nothing was going on. */
export interface Sample extends Holding {
  /** Restarts so far. */
  readonly at: number;
  /** Processes that the host has for children. */
  readonly children: number;
}

/** What came of it. */
export interface RestartReport {
  readonly restarts: number;
  readonly ms: number;
  readonly samples: readonly Sample[];
  /**
   * The most it held in the second half above the most it held in the first, bytes. The newest events that are kept in
   * memory come and go by some MiB, in a circle of some hundred restarts: only what is alike may be compared.
   */
  readonly risenBytes: number;
  readonly first: Sample;
  readonly last: Sample;
}

/** Half of them are restarted by an act, half die and come back by their policy. */
const COMPONENTS = 16;
const SAMPLES = 20;
const WARM_UP = 2;
const MAIN = path.resolve(import.meta.dirname, '../../electron/headless/main.ts');
const GAUGE = path.resolve(import.meta.dirname, 'restarts-gauge.ts');
const DESCRIPTOR = {
  type: 'process',
  enabled: true,
  config: { command: ['sleep', '100000'] },
  // Each death counts as the first one.
  restart: { when: 'always', backoff: '1ms', backoffMax: '1ms', stable: 0 },
};

/**
 * Restarts the components of a served workspace again and again, and measures what the host holds.
 *
 * @throws Error when the host ends, or a component does not come back
 */
export async function restartOften({ restarts, say = () => {} }: Restarts): Promise<RestartReport> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sbx-restarts-'));
  const [root, home] = [path.join(folder, 'root'), path.join(folder, 'home')];
  mkdirSync(path.join(root, 'components'), { recursive: true });
  mkdirSync(home);
  const names = Array.from({ length: COMPONENTS }, (_, index) => `c${index}`);
  for (const name of names) writeFileSync(path.join(root, 'components', `${name}.json`), JSON.stringify(DESCRIPTOR));
  const began = performance.now();
  const host = await startHost(root, home);
  const samples: Sample[] = [];
  try {
    let up = await host.allUp(names, () => true);
    let done = 0;
    const restartAll = async () => {
      const acted = names.filter((_, index) => (index + done / COMPONENTS) % 2 === 0);
      const before = up;
      for (const [name, pid] of before) if (!acted.includes(name)) process.kill(pid, 'SIGKILL');
      await host.act('component.restart', { names: acted });
      up = await host.allUp(names, (name, pid) => before.get(name) !== pid);
      done += COMPONENTS;
    };
    // What is opened once and for all by the first of them does not count.
    for (let round = 0; round < WARM_UP; round += 1) await restartAll();
    const rounds = Math.ceil(restarts / COMPONENTS);
    for (let round = 0; round <= rounds; round += 1) {
      if (round > 0) await restartAll();
      if (round < (samples.length * rounds) / (SAMPLES - 1)) continue;
      const sample = { at: done, children: childrenOf(host.pid), ...(await host.hold()) };
      samples.push(sample);
      say(`${done} restarts: ${wordsOf(sample)}`);
    }
    const [first, last] = [samples[0] as Sample, samples.at(-1) as Sample];
    const half = Math.ceil(samples.length / 2);
    const risenBytes = highest(samples.slice(half)) - highest(samples.slice(0, half));
    return { restarts: done, ms: Math.round(performance.now() - began), samples, risenBytes, first, last };
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startHost(root: string, home: string) {
  const child = spawn(process.execPath, ['--import', GAUGE, MAIN, 'serve', root, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'], HOME: home, SIGNALBOX_HOME: home, SHELL: '/bin/sh' },
  });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [string];
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  // A connection that is kept would count among the descriptors of the host.
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', connection: 'close' };

  async function snapshot(): Promise<Snapshot> {
    const answer = await fetch(`${url}/api/v1/snapshot?parts=components`, { headers });
    return (await answer.json()) as Snapshot;
  }

  return {
    pid: child.pid as number,
    async act(name: string, input: object) {
      const answer = await fetch(`${url}/api/v1/actions/${name}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(input),
      });
      if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
      await answer.arrayBuffer();
    },
    /** Waits until every component runs with a process that will do; answers the processes. */
    async allUp(names: readonly string[], will: (name: string, pid: number) => boolean): Promise<Map<string, number>> {
      for (;;) {
        const { components } = await snapshot();
        const isUp = (name: string) => {
          const { state, pid } = components[name] ?? {};
          return state === 'running' && typeof pid === 'number' && will(name, pid);
        };
        if (names.every(isUp)) return new Map(names.map((name) => [name, components[name]?.pid as number]));
        const lost = names.find((name) =>
          ['unknown', 'failed', 'crash-looping'].includes(components[name]?.state ?? ''),
        );
        if (lost !== undefined) throw new Error(`${lost} is lost: ${JSON.stringify(components[lost])}`);
        await delay(20);
      }
    },
    hold: () => ask(child),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function ask(child: ChildProcess): Promise<Holding> {
  const answer = once(child, 'message');
  child.send({});
  return ((await answer) as [Holding])[0];
}

function childrenOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  ).length;
}

function highest(samples: readonly Sample[]): number {
  return Math.max(...samples.map(({ rssBytes }) => rssBytes));
}

function wordsOf({ rssBytes, heapBytes, descriptors, children }: Sample): string {
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return `resident ${mib(rssBytes)}, heap ${mib(heapBytes)}, ${descriptors} descriptors, ${children} children`;
}

if (import.meta.main) {
  const report = await restartOften({ restarts: Number(process.argv[2] ?? 1_000), say: (line) => console.log(line) });
  const { samples: _samples, ...rest } = report;
  console.log(JSON.stringify({ ...rest, risenMiB: report.risenBytes / 2 ** 20 }, null, 1));
}
