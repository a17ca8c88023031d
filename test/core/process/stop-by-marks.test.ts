import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCgroupBase } from '../../../electron/core/process/cgroup.ts';
import type { RunSpec, StopStep } from '../../../electron/core/process/types.ts';
import { freePort } from '../../helpers/free-port.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { fixture, isRunning, openStand, plainEnv, type SeenRun, until } from './support.ts';

// All of these in one file, one after the other: a process without any environment that one test makes would be a
// suspect to another that runs beside it.

const marks = { containment: 'marks' } as const;

async function begin(spec: Partial<RunSpec> & Pick<RunSpec, 'command'>): Promise<SeenRun> {
  const stand = await openStand();
  return stand.start({ ...marks, ...spec });
}

async function stopHard(seen: SeenRun, graceMs = 0) {
  const steps: StopStep[] = [];
  const result = await seen.run.stop({ graceMs }, (step) => steps.push(step));
  return { result, steps, rungs: steps.map((step) => step.rung) };
}

describe('a run held together by its marks', () => {
  it('ends when it is asked', async () => {
    const seen = await begin({ command: 'sleep', args: ['600'] });
    const { result, rungs, steps } = await stopHard(seen, 60_000);
    expect(result).toEqual({ containment: 'marks', escaped: 0, words: 'stopped' });
    expect(rungs.filter((rung) => rung !== 'waiting')).toEqual(['asked', 'reaped']);
    expect(steps[0]).toMatchObject({ pids: [seen.run.pid], graceMs: 60_000 });
    expect(await seen.run.ended).toMatchObject({ signal: 'SIGTERM', leftovers: 0 });
  });

  it('is killed when it ignores SIGTERM', async () => {
    const seen = await begin({ command: 'sh', args: ['-c', 'trap "" TERM; echo ready; while :; do sleep 1; done'] });
    await seen.says('ready');
    const { result, rungs } = await stopHard(seen, 300);
    expect(result.words).toBe('stopped');
    expect(rungs.filter((rung) => rung !== 'waiting')).toEqual(['asked', 'killed', 'reaped']);
    expect(await seen.run.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('is found again after setsid and a double fork', async () => {
    const seen = await begin({ command: 'sh', args: ['-c', 'setsid sh -c "sleep 600 & echo \\$!"; echo done'] });
    await seen.says('done');
    expect((await seen.run.ended).leftovers).toBe(1);
    const pid = Number(seen.out().split('\n')[0]);
    expect(isRunning(pid)).toBe(true);
    expect((await stopHard(seen)).result.words).toBe('stopped');
    expect(isRunning(pid)).toBe(false);
  });

  it('is found again with a cleared environment in a session of its own', async () => {
    const seen = await begin({ command: 'sh', args: ['-c', 'env -i setsid sleep 600 >/dev/null 2>&1 & echo done'] });
    await seen.says('done');
    const { leftovers } = await seen.run.ended;
    expect(leftovers).toBe(1);
    expect((await stopHard(seen)).result.words).toBe('stopped');
  });

  it('is found again when redis-server makes itself a daemon', async () => {
    const folder = tempFolder('redis');
    const args = ['--daemonize', 'yes', '--port', '0', '--unixsocket', `${folder}/socket`, '--dir', folder];
    const seen = await begin({ command: 'redis-server', args: [...args, '--save', '', '--logfile', `${folder}/log`] });
    expect(await seen.run.ended).toMatchObject({ code: 0, leftovers: 1 });
    const { members } = await seen.run.look();
    expect(members.map((member) => member.name)).toEqual(['redis-server']);
    expect((await stopHard(seen, 30_000)).result.words).toBe('stopped');
    expect(isRunning(members[0]!.pid)).toBe(false);
  });

  it('is found again when nginx makes itself a daemon with workers', async () => {
    const folder = tempFolder('nginx');
    const conf = `pid ${folder}/pid; error_log ${folder}/log; worker_processes 2; events {} http { access_log off; server { listen unix:${folder}/socket; } }`;
    writeFileSync(path.join(folder, 'nginx.conf'), conf);
    const env = { ...plainEnv, PATH: `${plainEnv['PATH']}:/usr/sbin` };
    const seen = await begin({ command: 'nginx', args: ['-p', folder, '-c', `${folder}/nginx.conf`], env });
    expect((await seen.run.ended).leftovers).toBeGreaterThan(0);
    const { members } = await seen.run.look();
    expect(new Set(members.map((member) => member.name))).toEqual(new Set(['nginx']));
    expect((await stopHard(seen, 30_000)).result.words).toBe('stopped');
    expect(members.filter((member) => isRunning(member.pid))).toEqual([]);
  });

  it('keeps the children of Python, which closes their descriptors, by their environment', async () => {
    const script =
      'import subprocess; p=subprocess.Popen(["sleep","600"],start_new_session=True); print(p.pid,flush=True)';
    const seen = await begin({ command: '/usr/bin/python3', args: ['-c', script] });
    expect((await seen.run.ended).leftovers).toBe(1);
    const pid = Number(seen.out());
    expect((await stopHard(seen)).result.words).toBe('stopped');
    expect(isRunning(pid)).toBe(false);
  });

  it('says that a process may have escaped when one left nothing to trace it by', async () => {
    const note = path.join(tempFolder('escape'), 'pid');
    const seen = await begin({ command: '/usr/bin/python3', args: [fixture('escape.py'), note, '0'] });
    await seen.says('away');
    const pid = Number(readFileSync(note, 'utf8'));
    const { result, steps } = await stopHard(seen);
    expect(result).toEqual({ containment: 'marks', escaped: 1, words: 'stopped, 1 process may have escaped' });
    expect(steps.at(-1)).toEqual({ rung: 'escaped', pids: [pid], graceMs: 0 });
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
    await until(() => !isRunning(pid));
  });

  it('counts a process that was seen as a member, whatever it drops later', async () => {
    const script =
      'import os,sys,time\nprint(os.getpid(),flush=True)\ninput()\nos.closerange(3,64)\nprint("bare",flush=True)\ntime.sleep(600)';
    const shell = `exec 5<&0; env -i setsid /usr/bin/python3 -c '${script}' <&5 & wait`;
    const seen = await begin({ command: 'sh', args: ['-c', shell], stdin: 'pipe' });
    await seen.says('\n');
    expect((await seen.run.look()).members.length).toBe(2);
    seen.run.stdin?.write('\n');
    await seen.says('bare');
    expect((await stopHard(seen)).result.words).toBe('stopped');
    expect(isRunning(Number(/^\d+$/m.exec(seen.out())?.[0]))).toBe(false);
  });

  it('says that a process may have escaped when a port of the run is still taken', async () => {
    const note = path.join(tempFolder('port'), 'pid');
    const port = await freePort();
    const args = [fixture('escape.py'), note, String(port)];
    const seen = await begin({ command: '/usr/bin/python3', args, ports: [port] });
    await seen.says('away');
    const pid = Number(readFileSync(note, 'utf8'));
    const { result, steps } = await stopHard(seen);
    expect(result.words).toBe('stopped, 1 process may have escaped');
    expect(steps.at(-1)).toMatchObject({ rung: 'escaped', pids: [pid] });
    process.kill(pid, 'SIGKILL');
    await until(() => !isRunning(pid));
  });
});

it.runIf(findCgroupBase() !== null)(
  'keeps a process in its control group that left nothing else to trace it by',
  async () => {
    const note = path.join(tempFolder('kept'), 'pid');
    const { run, says } = await begin({
      containment: 'auto',
      command: '/usr/bin/python3',
      args: [fixture('escape.py'), note, '0'],
    });
    await says('away');
    const pid = Number(readFileSync(note, 'utf8'));
    expect((await run.look()).members.map((member) => member.pid)).toContain(pid);
    expect((await run.stop({ graceMs: 60_000 })).words).toBe('stopped');
    expect(isRunning(pid)).toBe(false);
  },
);
