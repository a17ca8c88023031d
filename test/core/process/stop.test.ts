import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCgroupBase, isPopulated } from '../../../electron/core/process/cgroup.ts';
import type { StopStep } from '../../../electron/core/process/types.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';
import { isRunning, openStand, until } from './support.ts';

const stubborn = 'trap "" TERM INT; echo ready; while :; do sleep 1; done';

describe('stopping a run', () => {
  it('is one stop, however often it is asked for, and stays done', async () => {
    const stand = await openStand();
    const { run, says } = await stand.start({ command: 'sh', args: ['-c', stubborn] });
    await says('ready');
    const steps: StopStep[] = [];
    const first = run.stop({ graceMs: 600_000 }, (step) => steps.push(step));
    const again = run.stop();
    const hurried = run.stop({ graceMs: 0 });
    const results = [await first, await again, await hurried, await run.stop(), await run.killNow()];
    expect(new Set(results.map((result) => result.words)).size).toBe(1);
    expect(steps.filter((step) => step.rung === 'killed')).toHaveLength(1);
    expect(stand.processes.live()).toEqual([]);
  });

  it('is done at once by kill now, in the middle of a long grace', async () => {
    const stand = await openStand();
    const { run, says } = await stand.start({ command: 'sh', args: ['-c', stubborn] });
    await says('ready');
    const asked = Promise.withResolvers<void>();
    const stopping = run.stop({ graceMs: 600_000 }, (step) => step.rung === 'asked' && asked.resolve());
    await asked.promise;
    await run.killNow();
    expect((await stopping).words).toMatch(/^stopped/);
    expect(isRunning(run.pid)).toBe(false);
  });

  it('asks with the signal the run wants, and wakes a process that is stopped', async () => {
    const stand = await openStand();
    const script = 'trap "echo bye; exit 3" INT; echo ready; while :; do sleep 0.1; done';
    const { run, out, says } = await stand.start({ command: 'sh', args: ['-c', script] });
    await says('ready');
    process.kill(run.pid, 'SIGSTOP');
    await until(() => / T /.test(readFileSync(`/proc/${run.pid}/stat`, 'latin1')));
    await run.stop({ signal: 'SIGINT', graceMs: 60_000 });
    expect(await run.ended).toMatchObject({ code: 3 });
    await run.outputEnded;
    expect(out()).toContain('bye');
  });

  it('asks with a command of its own, which sees the same folder and environment', async () => {
    const stand = await openStand();
    const script = 'echo ready; while [ ! -e stop ]; do sleep 0.1; done; exit 0';
    const { run, says } = await stand.start({ command: 'sh', args: ['-c', script] });
    await says('ready');
    await run.stop({ command: { command: 'touch', args: ['stop'] }, graceMs: 60_000 });
    expect(await run.ended).toMatchObject({ code: 0, signal: null });
    expect((await stand.ledger.all()).entries).toEqual([]);
  });

  it('sends the signal after all when that command fails or is not there', async () => {
    const stand = await openStand();
    for (const command of ['false', 'no-such-command']) {
      const { run } = await stand.start({ command: 'sleep', args: ['600'] });
      await run.stop({ command: { command, args: [] }, graceMs: 60_000 });
      expect(await run.ended).toMatchObject({ signal: 'SIGTERM' });
    }
    expect((await stand.ledger.all()).entries).toEqual([]);
  });

  it('ends a stop command that outlives the grace', async () => {
    const stand = await openStand();
    const cwd = tempFolder('slow');
    const { run } = await stand.start({ command: 'sleep', args: ['600'], cwd });
    await run.stop({ command: { command: 'sh', args: ['-c', 'echo $$ > pid; sleep 600'] }, graceMs: 300 });
    expect(await run.ended).toMatchObject({ signal: 'SIGKILL' });
    const pidFile = path.join(cwd, 'pid');
    expect(existsSync(pidFile) && isRunning(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
    expect((await stand.ledger.all()).entries).toEqual([]);
    expect(stand.processes.live()).toEqual([]);
  });

  it('is done for everything together before a deadline, and lets nothing start any more', async () => {
    const stand = await openStand();
    const runs = await Promise.all(
      [stubborn, 'sleep 600', 'setsid sleep 600 & exit 0'].map((script) =>
        stand.start({ command: 'sh', args: ['-c', script] }),
      ),
    );
    const outcomes = await stand.processes.stopAll(performance.now() + 5_500);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(runs.filter(({ run }) => isRunning(run.pid))).toEqual([]);
    await expect(stand.start({ command: 'true' })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

// The first version of control groups has a freezer that not even SIGKILL gets through.
const freezer = '/sys/fs/cgroup/freezer';
const canFreeze = existsSync(`${freezer}/cgroup.procs`) && process.getuid?.() === 0;

it.runIf(canFreeze)(
  'says what is left when a process outlives SIGKILL, keeps it in the ledger, and can try again',
  async () => {
    const stand = await openStand();
    const { run } = await stand.start({ command: 'sleep', args: ['600'] });
    const group = `${freezer}/signalbox-${run.runId}`;
    mkdirSync(group);
    onEnd(() => rmdirSync(group));
    writeFileSync(`${group}/cgroup.procs`, String(run.pid));
    writeFileSync(`${group}/freezer.state`, 'FROZEN');
    await until(() => readFileSync(`${group}/freezer.state`, 'utf8').startsWith('FROZEN'));
    const refused = await run.stop({ graceMs: 0 }).catch((error) => error);
    expect(refused).toMatchObject({ code: 'STOP_INCOMPLETE', detail: { left: [{ pid: run.pid, name: 'sleep' }] } });
    expect((await stand.ledger.all()).entries).toHaveLength(1);
    expect(stand.processes.live()).toHaveLength(1);
    writeFileSync(`${group}/freezer.state`, 'THAWED');
    expect((await run.stop()).words).toMatch(/^stopped/);
    expect((await stand.ledger.all()).entries).toEqual([]);
  },
);

describe.runIf(findCgroupBase() !== null)('a run in a control group', () => {
  it('is proven to be over by the kernel, and leaves no group behind', async () => {
    const stand = await openStand();
    const { run, says } = await stand.start({ command: 'sh', args: ['-c', 'sleep 600 & echo ready; wait'] });
    await says('ready');
    const folder = run.trace().cgroup;
    expect([run.containment, isPopulated(folder!)]).toEqual(['cgroup', true]);
    expect((await run.look()).populated).toBe(true);
    expect(await run.stop({ graceMs: 60_000 })).toEqual({ containment: 'cgroup', escaped: 0, words: 'stopped' });
    expect([isPopulated(folder!), existsSync(folder!)]).toEqual([false, false]);
  });

  it('is called a run by its marks where its group cannot be joined', async () => {
    const stand = await openStand();
    const { run } = await stand.start({ command: 'sleep', args: ['600'], containment: 'marks' });
    expect([run.containment, run.trace().cgroup]).toEqual(['marks', null]);
  });
});
