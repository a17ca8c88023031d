import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ourIdentity } from '../../electron/core/home/process-identity.ts';
import { announce, type Instance, listInstances } from '../../electron/headless/instances.ts';
import { chooseTarget, listTargets, NothingRuns, type Target } from '../../electron/headless/running-app.ts';
import { tempFolder } from './temp-folder.ts';

function instance(changes: Partial<Instance> = {}): Instance {
  return {
    url: 'http://127.0.0.1:1',
    token: 'full',
    viewToken: 'view',
    workspace: { id: 'w', root: '/srv/a' },
    ...ourIdentity(),
    build: '0.1.0',
    startedAt: 1,
    ...changes,
  };
}

describe('a running app', () => {
  it('announces itself in a file that only its user can read, and takes it back', async () => {
    await using home = await tempFolder();
    const announcement = await announce(home.path, instance());
    expect((await stat(announcement.file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(announcement.file))).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(announcement.file, 'utf8'))).toEqual(instance());
    expect(await listInstances(home.path)).toEqual([instance()]);
    announcement.remove();
    announcement.remove();
    expect(await listInstances(home.path)).toEqual([]);
    expect(await readdir(path.dirname(announcement.file))).toEqual([]);
  });

  it('that ended without a word is forgotten when the list is read', async () => {
    await using home = await tempFolder();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await announce(home.path, instance({ pid: child.pid ?? 0 }));
    expect(await listInstances(home.path)).toEqual([]);
    expect(await readdir(path.join(home.path, 'instances'))).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is not taken for a later process with the same number', async () => {
    await using home = await tempFolder();
    await announce(home.path, instance({ startTime: 1 }));
    expect(await listInstances(home.path)).toEqual([]);
  });

  it('whose file cannot be read is left out and left alone while it runs', async () => {
    await using home = await tempFolder();
    const folder = path.join(home.path, 'instances');
    await mkdir(folder);
    await writeFile(path.join(folder, `${process.pid}.json`), '{');
    await writeFile(path.join(folder, 'notes.txt'), 'mine');
    expect(await listInstances(home.path)).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual([`${process.pid}.json`, 'notes.txt'].sort());
  });

  it('is listed nowhere when there never was one', async () => {
    await using home = await tempFolder();
    expect(await listInstances(home.path)).toEqual([]);
  });
});

describe('the workspace that is meant', () => {
  const target = (pid: number, root: string): Target => {
    const workspace = { id: String(pid), root };
    return { instance: instance({ pid, workspace }), workspace };
  };
  const outer = target(1, '/srv/a');
  const inner = target(2, '/srv/a/b');
  const other = target(3, '/other');
  const pidOf = (targets: readonly Target[], wanted: { cwd: string; workspace?: string }) =>
    chooseTarget(targets, wanted).instance.pid;

  it('is the named folder', () => {
    expect(pidOf([outer, inner, other], { workspace: '../other', cwd: '/srv' })).toBe(3);
    expect(() => chooseTarget([outer], { workspace: '/none', cwd: '/' })).toThrow(/No running Signalbox serves/);
  });

  it('is the innermost that holds the current folder', () => {
    expect(pidOf([outer, inner, other], { cwd: '/srv/a/b/agents' })).toBe(2);
    expect(pidOf([outer, inner, other], { cwd: '/srv/a/bc' })).toBe(1);
  });

  it('is the only one there is, asked of the app that opened it first', () => {
    expect(pidOf([other], { cwd: '/elsewhere' })).toBe(3);
    const newest = target(9, '/srv/a');
    for (const wanted of [{ cwd: '/elsewhere' }, { cwd: '/srv/a/x' }, { cwd: '/', workspace: '/srv/a' }]) {
      expect(pidOf([newest, outer], wanted)).toBe(1);
    }
  });

  it('is asked for when several could be meant, and missed when none is open', () => {
    expect(() => chooseTarget([outer, other], { cwd: '/elsewhere' })).toThrow(/Several workspaces are open/);
    expect(() => chooseTarget([], { cwd: '/' })).toThrow(NothingRuns);
    expect(() => chooseTarget([], { cwd: '/', workspace: '/x' })).toThrow(NothingRuns);
  });

  it('is what an app began with when that app does not answer', async () => {
    const silent = instance({ url: 'http://127.0.0.1:9' });
    expect(await listTargets([silent])).toEqual([{ instance: silent, workspace: silent.workspace }]);
  });
});
