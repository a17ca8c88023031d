import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type LedgerEntry, machineName } from '../../../electron/core/process/ledger.ts';
import { judgeOrphan } from '../../../electron/core/process/orphans.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';
import { fixture, isRunning, marked, openStand, until } from './support.ts';

const run = promisify(execFile);

describe('runs that outlived their host', () => {
  it('are all listed after a kill -9 of a host with 20 runs, and can be stopped and adopted', async () => {
    const stand = await openStand();
    const host = spawn(process.execPath, [fixture('host.ts'), stand.folder, '20'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onEnd(() => host.kill('SIGKILL'));
    const [said] = await once(host.stdout, 'data');
    const runs = JSON.parse(String(said)) as { runId: string; pid: number }[];

    // While that host lives, its runs are its own.
    expect((await stand.processes.orphans()).leftovers).toEqual([]);
    host.kill('SIGKILL');
    await once(host, 'exit');

    const { leftovers, gone, notOurs, damaged } = await stand.processes.orphans();
    expect([gone, notOurs, damaged]).toEqual([[], [], []]);
    expect(leftovers.map((one) => one.pid).sort()).toEqual(runs.map((one) => one.pid).sort());
    for (const one of leftovers) {
      expect(one).toMatchObject({
        command: 'sh -c "sleep 600 & wait"',
        spawnHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(one.members).toHaveLength(2);
    }

    const [first, ...rest] = leftovers;
    const adopted = await stand.processes.adopt(first!);
    const owner = (await stand.ledger.all()).entries.find((entry) => entry.runId === adopted.runId);
    expect(owner?.host.pid).toBe(process.pid);
    expect(stand.processes.live()).toHaveLength(1);
    expect((await stand.processes.orphans()).leftovers).toHaveLength(19);
    const stops = [...rest.map((one) => stand.processes.leftover(one)), adopted];
    const results = await Promise.all(stops.map((one) => one.stop({ graceMs: 30_000 })));
    expect(results).toHaveLength(20);
    await adopted.ended;

    expect(runs.flatMap((one) => marked(one.runId, null))).toEqual([]);
    expect(readdirSync(stand.folder)).toEqual([]);
    expect((await stand.processes.orphans()).leftovers).toEqual([]);
  });

  it('are none when the host died before it let the program run', async () => {
    const stand = await openStand();
    const file = path.join(tempFolder('gate'), 'ran');
    const host = spawn(process.execPath, [fixture('killed-at-the-gate.ts'), stand.folder, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(host, 'exit');
    const [said] = await once(host.stdout, 'data');
    await exit;
    await until(() => !isRunning(Number(said)));
    const report = await stand.processes.orphans();
    expect([report.leftovers.length, report.gone.length, existsSync(file)]).toEqual([0, 1, false]);
    expect(readdirSync(stand.folder)).toEqual([]);
  });

  it('are never mistaken for a process that was given the same number', { timeout: 120_000 }, () => {
    const inside = 'mount -t proc proc /proc && exec "$@"';
    const args = ['-Urmpf', 'sh', '-c', inside, 'sh', process.execPath, fixture('reused-pid.ts'), tempFolder('ledger')];
    const said = JSON.parse(execFileSync('unshare', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
    expect(said).toEqual({
      reused: true,
      verdict: { leftovers: 0, gone: 0, notOurs: 1 },
      stopped: 'stopped',
      strangerAlive: true,
      left: 0,
    });
  });
});

describe('the ledger', () => {
  it('refuses a run on a full disk, and the program never runs', { timeout: 120_000 }, async () => {
    const inside = 'mount -t tmpfs -o size=256k tmpfs "$1" && exec "$2" "$3" "$1" "$4"';
    const paths = [tempFolder('ledger'), process.execPath, fixture('full-disk.ts'), tempFolder('elsewhere')];
    const { stdout } = await run('unshare', ['-Urm', 'sh', '-c', inside, 'sh', ...paths]);
    const stopped = expect.objectContaining({ containment: 'marks' });
    expect(JSON.parse(stdout)).toEqual({ refused: 'STORAGE_FULL', ran: false, stopped, left: [] });
  });

  it('leaves a file that is no entry where it is, and clears what a cut write left', async () => {
    const stand = await openStand();
    writeFileSync(path.join(stand.folder, 'bad.json'), '{"v":1');
    writeFileSync(path.join(stand.folder, 'cut.0a1b.tmp'), '{"v"');
    const report = await stand.processes.orphans();
    expect(report.damaged).toEqual([path.join(stand.folder, 'bad.json')]);
    expect(readdirSync(stand.folder)).toEqual(['bad.json']);
  });
});

describe('judging an entry of the ledger', () => {
  const entry = { pid: 100, startTime: 5_000, machine: machineName() } as LedgerEntry;
  const facts = { entry, machine: machineName(), hostAlive: false, members: 0, startTimeNow: null };

  it('tells leftovers, dead runs, recycled numbers and runs of others apart', () => {
    expect(judgeOrphan({ ...facts, members: 2, startTimeNow: 5_000 })).toBe('leftover');
    expect(judgeOrphan({ ...facts, members: 1, startTimeNow: 9_000 })).toBe('leftover');
    expect(judgeOrphan(facts)).toBe('gone');
    expect(judgeOrphan({ ...facts, startTimeNow: 9_000 })).toBe('not-ours');
    expect(judgeOrphan({ ...facts, hostAlive: true, members: 2 })).toBe('theirs');
    expect(judgeOrphan({ ...facts, machine: 'another boot', startTimeNow: 5_000, members: 1 })).toBe('gone');
  });
});
