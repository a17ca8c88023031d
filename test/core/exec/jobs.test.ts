import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../shared/envelope.ts';
import { CALM } from '../../helpers/workspace.ts';
import { connectClient } from '../rpc/client.ts';
import { ended, hostWithTools, manifest, runToEnd, script } from './support.ts';

const WHO = [{ name: 'who', type: 'string', required: true }];
const SECRET = 'hunter2-very-secret';

describe('a job', () => {
  it('runs a command, tells every step with its cause, and is remembered', async () => {
    const host = await hostWithTools({ box: [script('say', 'echo "hello $1"; echo oops >&2', { args: WHO })] });
    const { job, stdout, stderr, argv, executable } = await runToEnd(host, 'box', 'say', { who: 'big; rm -rf $HOME' });
    expect(job).toMatchObject({ status: 'completed', exitCode: 0, truncated: false, by: 'ui:test' });
    expect({ stdout, stderr }).toEqual({ stdout: 'hello big; rm -rf $HOME\n', stderr: 'oops\n' });
    expect([argv.at(-1), path.isAbsolute(executable)]).toEqual(['big; rm -rf $HOME', true]);
    const events = await host.events('action.requested', 'job.accepted', 'job.started', 'job.ended');
    expect(events.map(({ type }) => type)).toEqual(['action.requested', 'job.accepted', 'job.started', 'job.ended']);
    expect(events.slice(1).map(({ cause }) => cause)).toEqual(events.slice(0, -1).map(positionOf));
    expect(events[3]?.body).toMatchObject({ status: 'completed', exitCode: 0, stdoutBytes: 24, stderrBytes: 5 });
    const { jobs, endedJobs } = await host.snapshot();
    expect(jobs[job.id]).toMatchObject({ status: 'completed', run: expect.any(String), pid: null, exitCode: 0 });
    expect(endedJobs).toEqual([job.id]);
  });

  it('can be repeated as it was or with changes, under arguments that were saved', async () => {
    const host = await hostWithTools({ box: [script('say', 'echo "$1"', { args: WHO })] });
    const input = { tool: 'box', command: 'say', args: { who: 'one' }, saveAs: 'first' };
    const { jobId } = (await host.call('job.run', input)).result;
    await ended(host, jobId);
    const again = (await host.call('job.rerun', { jobId })).result.jobId;
    const other = (await host.call('job.rerun', { jobId, args: { who: 'two' } })).result.jobId;
    const [same, changed] = [await ended(host, again), await ended(host, other)];
    expect([same.stdout, changed.stdout, changed.job.rerunOf]).toEqual(['one\n', 'two\n', jobId]);
    const saved = async () => (await host.call('tools', {})).tools[0].commands[0].saved;
    expect(await saved()).toEqual([{ name: 'first', args: { who: 'one' } }]);
    await host.call('job.forget', { tool: 'box', command: 'say', name: 'first' });
    expect(await saved()).toEqual([]);
    const { jobs } = await host.call('jobs', { text: 'TWO' });
    expect(jobs.map(({ id }: { id: string }) => id)).toEqual([other]);
  });

  it('lets a secret argument reach nothing but the program', async () => {
    const args = [{ name: 'pass', type: 'string', secret: true, required: true, allow_newline: true }];
    const host = await hostWithTools({
      box: [script('login', 'echo "got $1"; echo "$1" >&2; printf %s "$1" | wc -c', { args })],
    });
    const pass = `${SECRET}\nsecond-${SECRET}`;
    const { jobId } = (await host.call('job.run', { tool: 'box', command: 'login', args: { pass }, saveAs: 'x' }))
      .result;
    const whole = await ended(host, jobId);
    expect(whole.stdout).toContain(String(pass.length));
    expect([whole.job.args, whole.hidden]).toEqual([{ pass: '•••' }, ['pass']]);
    await expect(host.call('job.rerun', { jobId })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(host.call('job.repeat', { jobId, after: 'component:x' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const seen = JSON.stringify([whole, await host.events(), await host.call('tools', {}), host.lines]);
    await host.close();
    expect(seen).not.toContain(SECRET);
    expect(filesHolding(host.home, SECRET)).toEqual([]);
  });

  it('tells how far it is, and nothing when it has ended', async () => {
    const host = await hostWithTools({
      box: [script('steps', 'echo 1/4; while [ ! -e go ]; do sleep 0.05; done; printf "\\r 75 %%"')],
    });
    const client = connectClient(host);
    client.send({ t: 'gauges', on: true });
    const told = (wanted: (progress: any) => boolean) =>
      client.until(({ frames }) =>
        frames.some((frame) => frame.t === 'gauge' && 'progress' in frame.values && wanted(frame.values['progress'])),
      );
    const { jobId } = (await host.call('job.run', { tool: 'box', command: 'steps' })).result;
    await told((progress) => progress[jobId]?.part === 0.25);
    host.write('go', '');
    await ended(host, jobId);
    await told((progress) => !(jobId in progress));
  });
});

describe('jobs', () => {
  it('wait for their turn, in order, and are refused when too many wait', async () => {
    const files = { 'signalbox.yaml': 'jobs: { concurrency: 1, queue: 2, graceMs: 200 }\n' };
    const host = await hostWithTools(
      { box: [script('turn', 'while [ ! -e go ]; do sleep 0.05; done; echo x')] },
      { files },
    );
    const start = async () => (await host.call('job.run', { tool: 'box', command: 'turn' })).result.jobId;
    const ids = [await start(), await start(), await start()];
    await expect(start()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect((await host.events('job.queued')).map(({ subject, body }) => [subject, body.ahead])).toEqual([
      [`job:${ids[1]}`, 0],
      [`job:${ids[2]}`, 1],
    ]);
    host.write('go', '');
    for (const id of ids) expect((await ended(host, id)).job.status).toBe('completed');
    const order = (await host.events('job.started')).map(({ subject }) => subject.slice('job:'.length));
    expect(order).toEqual(ids);
  });

  it('run where there is room though none may wait, and are refused where they would have to', async () => {
    const files = { 'signalbox.yaml': 'jobs: { concurrency: 2, queue: 0, graceMs: 200 }\n' };
    const wait = 'while [ ! -e go ]; do sleep 0.05; done';
    const host = await hostWithTools(
      { box: [script('one', wait, { concurrency: 1 }), script('any', wait)] },
      { files },
    );
    const start = async (command: string) => (await host.call('job.run', { tool: 'box', command })).result.jobId;
    const refused = (run: number) => ({
      code: 'RATE_LIMITED',
      message: expect.stringContaining(`${run} run and 0 wait`),
    });
    const first = await start('one');
    // There is room for others, but not for one of its command.
    await expect(start('one')).rejects.toMatchObject(refused(1));
    const second = await start('any');
    await expect(start('any')).rejects.toMatchObject(refused(2));
    host.write('go', '');
    for (const id of [first, second]) expect((await ended(host, id)).job.status).toBe('completed');
    expect(await host.events('job.queued')).toEqual([]);
  });

  it('keep to the limit of their command while others go on', async () => {
    const wait = 'while [ ! -e go ]; do sleep 0.05; done';
    const host = await hostWithTools({ box: [script('one', wait, { concurrency: 1 }), script('free', 'echo free')] });
    const first = (await host.call('job.run', { tool: 'box', command: 'one' })).result.jobId;
    const second = (await host.call('job.run', { tool: 'box', command: 'one' })).result.jobId;
    expect((await runToEnd(host, 'box', 'free')).job.status).toBe('completed');
    expect((await host.snapshot()).jobs[second]?.status).toBe('queued');
    host.write('go', '');
    for (const id of [first, second]) expect((await ended(host, id)).job.status).toBe('completed');
  });

  it('do not run in a workspace that is only looked at, and end when trust is taken back', async () => {
    const host = await hostWithTools({ box: [script('wait', 'sleep 600')] }, { trusted: false });
    const input = { tool: 'box', command: 'wait' };
    await expect(host.call('job.run', input)).rejects.toMatchObject({ code: 'NOT_TRUSTED' });
    expect((await host.call('tools', {})).tools).toHaveLength(1);
    await host.call('workspace.trust', { decision: 'trust' });
    const { jobId } = (await host.call('job.run', input)).result;
    await host.untilEvent(({ type }) => type === 'job.started');
    await host.call('workspace.trust', { decision: 'look-only' });
    expect((await ended(host, jobId)).job.status).toBe('cancelled');
  });

  it('end with the host, and are history for the next one', async () => {
    const host = await hostWithTools({ box: [script('wait', 'echo begun; sleep 600'), script('say', 'echo hello')] });
    await runToEnd(host, 'box', 'say');
    const { jobId } = (await host.call('job.run', { tool: 'box', command: 'wait' })).result;
    await host.untilEvent(({ type, subject }) => type === 'job.started' && subject === `job:${jobId}`);
    await host.close();
    const next = await hostWithTools({}, { root: host.root, home: host.home });
    const { jobs } = await next.call('jobs', {});
    expect(jobs.map(({ status, error }: any) => [status, error?.message ?? null])).toEqual([
      ['cancelled', 'Signalbox was ended.'],
      ['completed', null],
    ]);
    const { stdout } = await next.call('job', { jobId: jobs[1].id });
    expect(stdout).toBe('hello\n');
    expect((await next.snapshot()).jobs).toEqual({});
  });
});

describe('tools', () => {
  it('come, change and go with their manifests, and stay as they were while a file is broken', async () => {
    const host = await hostWithTools({}, { files: { 'signalbox.yaml': CALM } });
    expect(await host.call('tools', {})).toMatchObject({ present: false, tools: [] });
    host.write('tools/box.json', manifest('box', [script('say', 'echo one')]));
    await host.until(({ definitions }) => definitions['tools/box']?.state === 'ok');
    expect((await runToEnd(host, 'box', 'say')).stdout).toBe('one\n');
    host.write('tools/box.json', '{"name": "box", "vers');
    await host.until(({ definitions }) => definitions['tools/box']?.state === 'refused');
    expect((await runToEnd(host, 'box', 'say')).stdout).toBe('one\n');
    host.write('tools/box.json', manifest('box', [script('say', 'echo two')]));
    await host.until(({ definitions }) => definitions['tools/box']?.state === 'ok');
    expect((await runToEnd(host, 'box', 'say')).stdout).toBe('two\n');
  });

  it('that claim the same command are a problem of the later one', async () => {
    const host = await hostWithTools({ box: [script('say', 'echo first')] });
    host.write('tools/twin.yaml', manifest('box', [script('say', 'echo second'), script('more', 'echo more')]));
    const { problems } = await host.until((state) => Object.keys(state.problems).some((id) => id.startsWith('tool/')));
    expect(problems['tool/tools/twin/box/say']).toMatchObject({ path: 'tools/twin.yaml', level: 'error' });
    expect((await runToEnd(host, 'box', 'say')).stdout).toBe('first\n');
    expect((await runToEnd(host, 'box', 'more')).stdout).toBe('more\n');
    host.write('tools/twin.yaml', manifest('twin', [script('say', 'echo second')]));
    await host.until((state) => !Object.keys(state.problems).some((id) => id.startsWith('tool/')));
  });

  it('are installed and uninstalled whole, or not at all', async () => {
    const host = await hostWithTools({});
    const text = JSON.parse(manifest('box', [script('say', 'echo one')]));
    const { result } = await host.call('tool.install', { manifest: text });
    expect(result.path).toBe('tools/box.json');
    expect((await runToEnd(host, 'box', 'say')).stdout).toBe('one\n');
    await expect(host.call('tool.install', { manifest: text })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(
      host.call('tool.install', { manifest: { ...text, commands: 7 }, replace: true }),
    ).rejects.toMatchObject({
      code: 'SCHEMA',
    });
    await host.call('tool.install', { manifest: { ...text, version: '2.0.0' }, replace: true });
    expect((await host.call('tools', { atLeast: '2' })).tools[0]).toMatchObject({ version: '2.0.0', satisfies: true });
    expect(readdirSync(path.join(host.root, 'tools'))).toEqual(['box.json']);
    expect((await host.call('tool.uninstall', { name: 'box' })).result).toEqual({ removed: true });
    expect((await host.call('tool.uninstall', { name: 'box' })).result).toEqual({ removed: false });
    await expect(host.call('tool.uninstall', { name: '../x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

function positionOf({ epoch, seq }: Envelope): string {
  return `${epoch}:${seq}`;
}

function filesHolding(folder: string, text: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => path.join(entry.parentPath, entry.name));
  return paths.filter((file) => readFileSync(file).includes(text));
}
