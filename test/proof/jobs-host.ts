import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { isEnded } from '../../shared/job-state.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Holding } from './restarts-gauge.ts';

/** The result of a job, as far as the proof looks at it. */
export interface Result {
  readonly status: string;
  readonly exit_code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

/** A served app whose jobs are run over HTTP, and that tells what it holds. */
export interface JobsHost {
  /** Accepts a job as soon as the limit of acts allows; answers its id. */
  post(command: string, args: object): Promise<string>;
  cancel(jobId: string): Promise<void>;
  result(jobId: string): Promise<Result>;
  /** Everything that happened in a job, as its stream tells it; resolves when it has ended. */
  follow(jobId: string): Promise<string>;
  /** Resolves when these jobs have ended. */
  allEnded(jobIds: readonly string[]): Promise<void>;
  /** What it holds after a collection in all of its threads. */
  hold(): Promise<Holding>;
  stop(): Promise<void>;
}

const MAIN = path.resolve(import.meta.dirname, '../../electron/headless/main.ts');
const GAUGE = path.resolve(import.meta.dirname, 'restarts-gauge.ts');
/** Time between two looks at what cannot be awaited, ms. */
const LOOK_MS = 50;

/**
 * Serves a workspace, trusts it, and waits until its tools are there.
 *
 * @throws Error when the host ends instead, or refuses
 */
export async function startJobsHost(root: string, home: string): Promise<JobsHost> {
  const child = spawn(process.execPath, ['--import', GAUGE, MAIN, 'serve', root, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'], HOME: home, SIGNALBOX_HOME: home, SHELL: '/bin/sh' },
  });
  const ended = once(child, 'exit');
  const first = once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line');
  const started = await Promise.race([first, ended.then(() => null)]);
  if (started === null) throw new Error('the host ended before it listened');
  const { url, token } = JSON.parse(String(started[0])) as { url: string; token: string };
  // A connection that is kept would count among the descriptors of the host.
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', connection: 'close' };

  async function ask(address: string, init: RequestInit = {}): Promise<Response> {
    for (;;) {
      const answer = await fetch(url + address, { ...init, headers: { ...headers, ...init.headers } });
      if (answer.ok) return answer;
      const text = await answer.text();
      if (answer.status !== 429) throw new Error(`${address}: ${answer.status} ${text}`);
      await delay(LOOK_MS);
    }
  }

  const post = (address: string, body: object) => ask(address, { method: 'POST', body: JSON.stringify(body) });
  await (await post('/api/v1/actions/workspace.trust', { decision: 'trust' })).arrayBuffer();
  for (;;) {
    const tools = (await (await ask('/tools')).json()) as readonly unknown[];
    if (tools.length > 0) break;
    await delay(LOOK_MS);
  }

  return {
    async post(command, args) {
      return ((await (await post(`/exec/${command}`, args)).json()) as { job_id: string }).job_id;
    },
    async cancel(jobId) {
      await (await ask(`/exec/jobs/${jobId}`, { method: 'DELETE' })).arrayBuffer();
    },
    result: async (jobId) => (await (await ask(`/exec/jobs/${jobId}`)).json()) as Result,
    follow: async (jobId) => (await ask(`/exec/jobs/${jobId}?stream=true`)).text(),
    async allEnded(jobIds) {
      for (;;) {
        const { jobs } = (await (await ask('/api/v1/snapshot?parts=jobs')).json()) as Snapshot;
        // The state lets go of jobs only after their end.
        if (jobIds.every((id) => !jobs[id] || isEnded(jobs[id].status))) return;
        await delay(LOOK_MS);
      }
    },
    hold: () => holdingOf(child),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function holdingOf(child: ChildProcess): Promise<Holding> {
  const answer = once(child, 'message');
  child.send({});
  return ((await answer) as [Holding])[0];
}
