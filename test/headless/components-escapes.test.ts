import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Snapshot } from '../../shared/snapshot.ts';
import { fixture } from '../core/process/support.ts';
import { tempFolder } from '../helpers/temp.ts';
import { program, type ServedComponents, serveComponents, unifiedMount } from './components-served.ts';

// A host of its own for each test, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;
const python = (script: string) => ['/usr/bin/python3', '-c', script];
const shell = (script: string) => ['sh', '-c', script];

/** Programs whose work goes on in a process that left them, with the first one staying. */
function leavers(folder: string): Record<string, object> {
  const socket = `${folder}/redis.sock`;
  const redis = `redis-server --daemonize yes --port 0 --unixsocket ${socket} --dir ${folder} --save "" --logfile ${folder}/redis.log`;
  const conf = `pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; worker_processes 2; events {} http { access_log off; server { listen unix:${folder}/nginx.sock; } }`;
  writeFileSync(path.join(folder, 'nginx.conf'), conf);
  const env = { PATH };
  return {
    forks: program(shell('setsid sh -c "sleep 100000 & exit"; sleep 100000')),
    bare: program(shell('env -i setsid sleep 100000 >/dev/null 2>&1 & sleep 100000')),
    redis: program(shell(`${redis}; sleep 100000`), { config: { env } }),
    nginx: program(shell(`nginx -p ${folder} -c ${folder}/nginx.conf; sleep 100000`), { config: { env } }),
    python: program(
      python('import subprocess,time; subprocess.Popen(["sleep","100000"],start_new_session=True); time.sleep(1e5)'),
    ),
  };
}

/** The processes of a component as the app shows them, as soon as there are so many. */
async function processesOf(served: ServedComponents, name: string, least: number): Promise<number[]> {
  const { run } = await served.reaches(name, 'running');
  for (;;) {
    const { body } = await served.act('processes', { runId: run ?? '' });
    if (body.processes.length >= least) return body.processes.map((one: { pid: number }) => one.pid);
  }
}

const LEAST = { forks: 2, bare: 2, redis: 2, nginx: 4, python: 2 } as const;
const containmentOf = ({ components, runs }: Snapshot, name: string) => runs[components[name]?.run ?? '']?.containment;

describe.each([
  { how: 'its marks alone', marksOnly: true, containment: 'marks' },
  { how: 'a control group', marksOnly: false, containment: 'cgroup' },
] as const)('a component held together by $how', ({ marksOnly, containment }) => {
  const can = unifiedMount() !== null;

  it.runIf(can)('takes along whatever left it when it is stopped, and says stopped', async () => {
    const served = await serveComponents(leavers(tempFolder('leavers')), { marksOnly });
    const names = Object.keys(LEAST) as (keyof typeof LEAST)[];
    const found = await Promise.all(names.map((name) => processesOf(served, name, LEAST[name])));
    for (const pid of found.flat()) expect(served.isRunning(pid)).toBe(true);
    const snapshot = await served.snapshot();
    expect(names.map((name) => containmentOf(snapshot, name))).toEqual(names.map(() => containment));
    const { body } = await served.act('component.undeploy', { names });
    expect(body.result.steps.map((step: { to: string }) => step.to)).toEqual(names.map(() => 'stopped'));
    expect(found.flat().filter(served.isRunning)).toEqual([]);
    const { components } = await served.snapshot();
    for (const name of names) expect(components[name]).toMatchObject({ state: 'stopped', escaped: 0, pid: null });
  });

  it.runIf(can)('says of one that left nothing to trace it by what can be known', async () => {
    const note = path.join(tempFolder('escape'), 'pid');
    const command = ['/usr/bin/python3', fixture('escape.py'), note, '0'];
    const probes = { away: { log: '^away$' } };
    const served = await serveComponents({ away: program(command, { probes }) }, { marksOnly });
    await served.reaches('away', 'running');
    const pid = Number(readFileSync(note, 'utf8'));
    await served.act('component.undeploy', { name: 'away' });
    const away = await served.reaches('away', 'stopped');
    expect(away.escaped).toBe(marksOnly ? 1 : 0);
    const [last] = (await served.events('component.changed')).slice(-1);
    expect(last?.body).toMatchObject({ to: 'stopped', ...(marksOnly ? { escaped: 1 } : {}) });
    expect(served.isRunning(pid)).toBe(marksOnly);
  });
});

it('stops what makes itself a daemon at its start, and says that it left somebody behind', async () => {
  const folder = tempFolder('daemon');
  const args = ['--daemonize', 'yes', '--port', '0', '--unixsocket', `${folder}/s`, '--dir', folder, '--save', ''];
  const served = await serveComponents({ redis: program(['redis-server', ...args, '--logfile', `${folder}/log`]) });
  await served.reaches('redis', 'completed');
  const [ended] = await served.events('run.ended');
  expect(ended?.body).toMatchObject({ code: 0, leftovers: 1, asked: false });
  const steps = (await served.events('component.changed')).map(({ body }) => `${body.to}: ${body.reason}`);
  expect(steps).toContain('stopping: exit 0: ended well; 1 of its processes is alive');
  const [reaped] = (await served.events('stop.stepped')).slice(-1);
  expect(reaped?.body.rung).toBe('reaped');
  expect(reaped?.body.pids.filter(served.isRunning)).toEqual([]);
});
