import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../helpers/temp.ts';
import { isRunning } from '../process/support.ts';
import { ended, hostWithTools, nodeScript, runToEnd, script } from './support.ts';

const GRACE = { files: { 'signalbox.yaml': 'jobs: { graceMs: 200 }\n' } };

/** A program of the shell in a folder, with these rights. */
function programIn(folder: string, name: string, mode: number): string {
  const file = path.join(folder, name);
  writeFileSync(file, '#!/bin/sh\necho it ran\n');
  chmodSync(file, mode);
  return file;
}

describe('a program that must not or cannot run', () => {
  it('fails its job, which says why, and is marked where tools are listed', async () => {
    const folder = tempFolder('programs');
    const open = path.join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    const rows = [
      ['/no/such/program', 'COMMAND_NOT_FOUND'],
      ['no-such-program-at-all', 'COMMAND_NOT_FOUND'],
      ['./tool.sh', 'COMMAND_NOT_FOUND'],
      ['bin/tool.sh', 'COMMAND_NOT_FOUND'],
      ['/usr', 'NOT_EXECUTABLE'],
      [programIn(folder, 'plain', 0o644), 'NOT_EXECUTABLE'],
      [programIn(folder, 'everybody', 0o777), 'WORLD_WRITABLE'],
      [programIn(open, 'tool', 0o755), 'WORLD_WRITABLE'],
    ] as const;
    const commands = rows.map(([file], index) => ({ name: `c${index}`, exec_parts: [file] }));
    const host = await hostWithTools(
      { box: commands },
      { files: { 'bin/tool.sh': '#!/bin/sh\n', 'tool.sh': '#!/bin/sh\n' } },
    );
    for (const name of ['tool.sh', 'bin/tool.sh']) chmodSync(path.join(host.root, name), 0o755);
    for (const [index, [file, code]] of rows.entries()) {
      const { job, stdout } = await runToEnd(host, 'box', `c${index}`);
      expect([file, job.status, job.exitCode, job.error?.code, stdout]).toEqual([file, 'failed', null, code, '']);
    }
    const { tools } = await host.call('tools', {});
    for (const { program } of tools[0].commands)
      expect([program.name, typeof program.problem]).toEqual([program.name, 'string']);
  });
});

describe('a command that misbehaves', () => {
  it('floods both outputs, waits on stdin or dies: it is not held up, and what it was is said', async () => {
    const flood =
      'const s = "x".repeat(65535) + "\\n"; for (let i = 0; i < 100; i++) { process.stdout.write(s); process.stderr.write(s); } process.stdout.write("last\\n")';
    const host = await hostWithTools({
      box: [nodeScript('flood', flood), script('ask', 'cat; echo answered'), script('die', 'kill -9 $$')],
    });
    const { job, stdout, stderr } = await runToEnd(host, 'box', 'flood');
    expect(job).toMatchObject({ status: 'completed', truncated: true, stdoutBytes: 6_553_605, stderrBytes: 6_553_600 });
    expect([Buffer.byteLength(stdout), Buffer.byteLength(stderr)]).toEqual([1_048_576, 1_048_576]);
    expect(stdout.endsWith('x\nlast\n')).toBe(true);

    // Waiting on stdin: there is none. Ending by a signal: a failure without an exit code.
    expect(await runToEnd(host, 'box', 'ask')).toMatchObject({ job: { status: 'completed' }, stdout: 'answered\n' });
    const dead = { status: 'failed', exitCode: null, signal: 'SIGKILL' };
    expect((await runToEnd(host, 'box', 'die')).job).toMatchObject(dead);
  });

  it('ignores signals: its time is over all the same, which is not called cancelled', async () => {
    const stubborn = script('stubborn', 'trap "" TERM INT HUP; echo $$; while :; do sleep 0.1; done', {
      timeout_ms: 700,
    });
    const host = await hostWithTools({ box: [stubborn] }, GRACE);
    const { job, stdout } = await runToEnd(host, 'box', 'stubborn');
    expect(job).toMatchObject({ status: 'timed-out', error: { code: 'DEADLINE' }, signal: 'SIGKILL' });
    expect(isRunning(Number(stdout))).toBe(false);
    const steps = await host.events('job.stop-asked');
    expect(steps.map(({ body }) => body.why)).toEqual(['timed-out']);
  });

  it('forks away, or leaves a child that holds its output: what it left behind ends with it', async () => {
    const leave = 'setsid sleep 600 >/dev/null 2>&1 </dev/null & echo $!; (setsid sh -c "sleep 600 &" &) ; exit 0';
    const host = await hostWithTools({ box: [script('leave', leave), script('hold', 'sleep 600 & echo $!')] }, GRACE);
    for (const command of ['leave', 'hold']) {
      const { job, stdout } = await runToEnd(host, 'box', command);
      expect(job.status).toBe('completed');
      expect(isRunning(Number(stdout))).toBe(false);
    }
  });

  it('is given few variables, the folder of the workspace, and what its manifest says', async () => {
    const env = {
      PATH: process.env['PATH'],
      HOME: '/home/of/test',
      LANG: 'C',
      SECRET_TOKEN: 'hunter2-secret',
      EDITOR: 'vi',
    };
    const host = await hostWithTools(
      {
        box: [
          script('env', 'env; pwd', { env: { MODE: 'test' } }),
          script('below', 'pwd', { cwd: 'sub' }),
          script('nowhere', 'pwd', { cwd: 'missing' }),
        ],
      },
      { env, files: { 'sub/file': '' } },
    );
    const { stdout } = await runToEnd(host, 'box', 'env');
    const names = stdout.split('\n').flatMap((line: string) => /^(\w+)=/.exec(line)?.[1] ?? []);
    const added = ['MODE', 'OLDPWD', 'PWD', 'SHLVL', 'SIGNALBOX_RUN', '_'];
    expect(names.filter((name: string) => !added.includes(name)).sort()).toEqual(['HOME', 'LANG', 'PATH']);
    expect(stdout).toContain('MODE=test');
    expect(stdout.trim().split('\n').at(-1)).toBe(host.root);
    expect((await runToEnd(host, 'box', 'below')).stdout.trim()).toBe(path.join(host.root, 'sub'));
    expect((await runToEnd(host, 'box', 'nowhere')).job).toMatchObject({
      status: 'failed',
      error: { code: 'NOT_FOUND' },
    });
  });

  it('is cancelled while it waits, and while it runs', async () => {
    const files = { 'signalbox.yaml': 'jobs: { concurrency: 1, graceMs: 200 }\n' };
    const host = await hostWithTools({ box: [script('wait', 'echo begun; sleep 600')] }, { files });
    const start = async () => (await host.call('job.run', { tool: 'box', command: 'wait' })).result.jobId;
    const [first, second] = [await start(), await start()];
    await host.untilEvent(({ type }) => type === 'job.started');
    expect((await host.call('job', { jobId: second })).job.status).toBe('queued');
    await host.call('job.cancel', { jobId: second });
    expect((await host.call('job', { jobId: second })).job).toMatchObject({ status: 'cancelled', startedAt: null });
    await host.call('job.cancel', { jobId: first });
    expect((await ended(host, first)).job).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } });
  });
});
