import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../../shared/snapshot.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { fillTree } from './tree.ts';

const FILES = 10_000;
const COMPONENTS = 20;
/** What the start left to do is done when one stretch costs no more than this, ms of CPU. */
const CALM_MS = 30;
const STRETCH_MS = 2_000;
const MOST_STRETCHES = 60;
/** As long as each run looks. */
const LOOK_MS = 20_000;
/** Clock ticks a second of /proc/PID/stat: always 100 on Linux. Source: proc_pid_stat(5). */
const TICK_MS = 10;

/** What a served workspace costs while nothing happens and nobody looks. */
export async function benchIdle({ root, runs, say }: BenchContext): Promise<BenchResult[]> {
  using scratch = openScratch();
  const workspace = scratch.folder('root');
  const home = scratch.folder('home');
  fillTree(workspace, FILES);
  mkdirSync(path.join(workspace, 'components'));
  for (let index = 0; index < COMPONENTS; index += 1) {
    const descriptor = { type: 'process', enabled: true, config: { command: ['sleep', '1000000'] } };
    writeFileSync(path.join(workspace, 'components', `c${index}.json`), JSON.stringify(descriptor));
  }
  await using host = await serve(root, workspace, home);
  await host.allRunning();
  await host.calm();
  const cpu: BenchRun[] = [];
  const memory: BenchRun[] = [];
  for (let run = 0; run < runs; run += 1) {
    const before = host.cpuMs();
    const began = performance.now();
    await sleep(LOOK_MS);
    const share = (100 * (host.cpuMs() - before)) / (performance.now() - began);
    const residentMb = host.residentMb();
    cpu.push({ value: share });
    memory.push({ value: residentMb - (Number(memory[0]?.['residentMb']) || residentMb), residentMb });
    say(`  ${run + 1}/${runs}: ${share.toFixed(2)} % of one core, ${residentMb.toFixed(1)} MB resident`);
  }
  const what = `idle with ${FILES} files and ${COMPONENTS} components`;
  return [
    resultOf({ goal: 'G11', what, unit: '% of one core', target: 0.5, moonshot: 0.1, compares: 'value' }, cpu),
    resultOf(
      {
        ...{ goal: 'G11', what: 'memory gained while idle', unit: 'MB', target: 1, moonshot: 0 },
        ...{ compares: 'value', worst: true },
        bound: `over ${(runs * LOOK_MS) / 1_000} s, not over a day`,
      },
      memory,
    ),
  ];
}

async function serve(root: string, workspace: string, home: string) {
  const args = [path.join(root, 'electron', 'start.mjs'), 'signalbox', 'serve', workspace, '--json'];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: home, SIGNALBOX_HOME: home, SHELL: '/bin/sh' },
  });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  const proc = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');

  function cpuMs(): number {
    // Fields 14 and 15, counted behind the name, which may hold anything: user and kernel time of all threads.
    const fields = proc('stat').split(') ').at(-1)?.split(' ') ?? [];
    return TICK_MS * (Number(fields[11]) + Number(fields[12]));
  }

  return {
    cpuMs,
    residentMb: () => Number(/^VmRSS:\s+(\d+)/m.exec(proc('status'))?.[1]) / 1_024,
    async allRunning(): Promise<void> {
      for (;;) {
        const answer = await fetch(`${url}/api/v1/snapshot?parts=components`, {
          headers: { authorization: `Bearer ${token}`, connection: 'close' },
        });
        const { components } = (await answer.json()) as Snapshot;
        const states = Object.values(components).map(({ state }) => state);
        if (states.length === COMPONENTS && states.every((state) => state === 'running')) return;
        await sleep(200);
      }
    },
    /** Waits until a start has nothing left to do. Throws when it never has. */
    async calm(): Promise<void> {
      for (let stretch = 0; stretch < MOST_STRETCHES; stretch += 1) {
        const before = cpuMs();
        await sleep(STRETCH_MS);
        if (cpuMs() - before <= CALM_MS) return;
      }
      throw new Error(`The host is not idle after ${(MOST_STRETCHES * STRETCH_MS) / 1_000} s.`);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
