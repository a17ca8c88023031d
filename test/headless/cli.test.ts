import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StatusReport } from '../../electron/headless/status-report.ts';
import { type User, user } from './spawned.ts';

const GOOD = 'id: fast\nprovider: openai\nmodel: small\ntemperature: 0.7\n';
const BROKEN = 'id: fast\nprovider: openai\nmodel: small\ntemperature: warm\n';

describe('the command line', () => {
  it('says what it can do', async () => {
    await using me = await user();
    const help = await me.run(['help']);
    expect(help.code).toBe(0);
    for (const word of ['serve', 'status', 'events', 'actions', 'explain', 'act']) expect(help.stdout).toContain(word);
    expect((await me.run(['help', 'status'])).stdout).toContain('--check');
    expect((await me.run(['status', '--help'])).stdout).toContain('--check');
    expect(await me.run(['dance'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Words: serve'),
    });
  });

  it('lists every act and what it takes, without a running app', async () => {
    await using me = await user();
    expect((await me.run(['actions'])).stdout).toMatch(/^definition\.save +acts, files +Save a definition$/m);
    const one = await me.run(['actions', 'definition.save', '--json']);
    expect(JSON.parse(one.stdout)).toMatchObject({
      needs: 'write-files',
      input: { required: ['id', 'text', 'expectedHash'] },
    });
    expect(await me.run(['actions', 'save'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('definition.save'),
    });
  });

  it('ends with 3 when nothing runs', async () => {
    await using me = await user();
    for (const words of [['status', '--check'], ['events'], ['explain', 'x'], ['act', 'workspaces']]) {
      expect(await me.run(words)).toMatchObject({ code: 3, stderr: expect.stringContaining('Start one') });
    }
    expect(JSON.parse((await me.run(['status', '--json'])).stdout)).toEqual({ running: false });
  });

  it('says that all is well, then which line is not, then that it is mended', async () => {
    await using me = await user();
    const app = await me.serve(['.']);
    const since = await beginning(me);
    const types = 'definition.reloaded,definition.refused';
    const events = me.start(['events', '--follow', '--json', '--since', since, '--types', types]);
    expect(await me.run(['status', '--check'])).toMatchObject({ code: 0, stderr: '' });

    await me.write('models/fast.yaml', BROKEN);
    await events.stdout(/"type":"definition.refused"/);
    const broken = await me.run(['status', '--check']);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(/refused models\/fast, v1 keeps serving\nmodels\/fast\.yaml:4:\d+: .*SCHEMA/);
    const report = JSON.parse((await me.run(['status', '--json'])).stdout) as StatusReport & { running: boolean };
    expect([report.running, report.counts.refused, report.counts.ok]).toEqual([true, 1, 0]);
    expect(report.refused[0]).toMatchObject({ id: 'models/fast', keeps: 1, error: { at: { line: 4 } } });

    await me.write('models/fast.yaml', GOOD);
    await events.stdout(/"version":2/);
    expect(await me.run(['status', '--check'])).toMatchObject({ code: 0, stderr: '' });
    const seen = await events.stdout(/"version":2/);
    expect(
      seen
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { type: string }).type),
    ).toEqual(expect.arrayContaining(['definition.refused', 'definition.reloaded']));
    app.child.kill('SIGTERM');
    expect(await events.ended).toMatchObject({ code: 0, stderr: 'Signalbox ended.\n' });
  });

  it('prints the journal, and why a file was or was not noticed', async () => {
    await using me = await user();
    await me.serve(['.']);
    const events = await me.run(['events', '--types', 'definition.reloaded']);
    expect(events.stdout).toMatch(
      /definition\.reloaded +definition:models\/fast +v1 first loaded models\/fast\.yaml\n$/,
    );
    const lines = (await me.run(['events', '--json', '--limit', '2'])).stdout.trim().split('\n');
    expect(lines.map((line) => typeof (JSON.parse(line) as { seq: number }).seq)).toEqual(['number', 'number']);
    const here = await me.run(['explain', 'fast.yaml'], { cwd: path.join(me.root, 'models') });
    expect(here.stdout).toMatch(/^path +models\/fast\.yaml$/m);
    const other = await me.run(['explain', 'node_modules/x/y.yaml', '--json']);
    expect(JSON.parse(other.stdout)).toMatchObject({ watched: false });
    expect(await me.run(['events', '--since', 'yesterday'])).toMatchObject({ code: 2 });
  });

  it('does an act with JSON from its line or from stdin, and prints what came of it', async () => {
    await using me = await user();
    await me.serve(['.']);
    const input = JSON.stringify({ kind: 'models', name: 'deep', text: 'provider: openai\nmodel: large\n' });
    const created = await me.run(['act', 'definition.create', '-'], { input });
    expect(JSON.parse(created.stdout)).toMatchObject({ outcome: 'done', result: { path: 'models/deep.yaml' } });
    const versions = await me.run(['act', 'versions', '{"id":"models/deep"}']);
    expect(JSON.parse(versions.stdout)).toMatchObject({ versions: [{ version: 1 }] });
    expect(await me.run(['act', 'versions', 'deep'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not JSON'),
    });
    expect(await me.run(['act', 'definition.reload', '{"id":"models/none"}'])).toMatchObject({ code: 4, stdout: '' });
    expect(await me.run(['act', 'no.such'])).toMatchObject({ code: 4 });
    const doors = await me.run(['events', '--types', 'action.requested', '--json']);
    expect(doors.stdout).toContain('"door":"cli"');
  });

  it('finds the app by its folder and asks when several could be meant', async () => {
    await using me = await user();
    const second = path.join(me.root, '..', 'second');
    await mkdir(path.join(second, 'agents'), { recursive: true });
    await me.serve(['.']);
    await me.serve([second]);
    expect((await me.run(['status'], { cwd: path.join(second, 'agents') })).stdout).toContain(
      `${second.replace('workspace/../', '')} (trusted)`,
    );
    const unsure = await me.run(['status'], { cwd: path.dirname(me.home) });
    expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringContaining(`--workspace ${me.root}`)]);
    const named = await me.run(['status', '--workspace', me.root], { cwd: path.dirname(me.home) });
    expect(named.stdout).toContain(`${me.root} (trusted)`);
  });

  it('finds a folder that an app opened later, and asks that app about it', async () => {
    await using me = await user();
    await me.serve(['.']);
    const later = path.join(path.dirname(me.root), 'later');
    await mkdir(later);
    await me.run(['act', 'workspace.open', JSON.stringify({ path: later })]);
    expect((await me.run(['status'], { cwd: later })).stdout).toContain(`${later} (look only)`);
  });

  it('leaves in peace who stops reading', async () => {
    await using me = await user();
    await me.serve(['.']);
    const events = me.start(['events', '--follow', '--json', '--since', await beginning(me)]);
    events.child.stdout?.destroy();
    expect((await events.ended).code).toBe(0);
  });
});

/** The position before the first event, so that a reader misses nothing however late it is. */
async function beginning(me: User): Promise<string> {
  const { position } = JSON.parse((await me.run(['status', '--json'])).stdout) as StatusReport;
  return position.replace(/:.*/, ':0');
}
