import { appendFileSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { manifest, script } from '../core/exec/support.ts';
import { isRunning } from '../core/process/support.ts';
import { serveComponents } from './components-served.ts';
import { user } from './spawned.ts';

const BOX = manifest('box', [
  script('say', 'echo "hello $1"; echo oops >&2; exit 3', { args: [{ name: 'who', type: 'string', required: true }] }),
  script('capped', 'echo allowed', { acl_cap: 'box' }),
  script('wait', 'echo $$; sleep 600'),
]);

it('runs tools and lists jobs by words of the command line', async () => {
  await using me = await user();
  await me.write('tools/box.json', BOX);
  const { child, ended } = await me.serve([me.root, '--grant', 'box,other']);
  const said = await me.run(['run', 'box/say', 'who=big world', '--save', 'big']);
  expect(said).toMatchObject({ code: 3, stdout: 'hello big world\n' });
  expect(said.stderr).toMatch(/^oops\nsignalbox: It ended without success/);
  const piped = await me.run(['run', 'box/say', '-', '--json'], { input: '{"who": "me"}' });
  expect(JSON.parse(piped.stdout)).toMatchObject({ job: { status: 'failed', by: 'cli:full' }, stdout: 'hello me\n' });
  expect(await me.run(['run', 'box/capped'])).toMatchObject({ code: 0, stdout: 'allowed\n', stderr: '' });
  for (const wrong of [['box'], ['box/say', 'who'], ['box/say', 'who=a', 'who=b'], ['box/none'], ['box/say']])
    expect((await me.run(['run', ...wrong])).code, wrong.join(' ')).not.toBe(0);
  const { stdout } = await me.run(['jobs', '--status', 'failed']);
  expect(stdout.trim().split('\n')).toHaveLength(3);
  expect(stdout).toMatch(/box\/say\s+failed\s+3\s/);
  const { jobs } = JSON.parse((await me.run(['jobs', '--json', '--limit', '1'])).stdout);
  const one = await me.run(['jobs', jobs[0].id]);
  expect([one.stdout, one.code]).toEqual(['allowed\n', 0]);
  child.kill('SIGTERM');
  await ended;
});

it('HOST_LOST: tells of jobs whose host was killed, once it is back, and leaves nothing of them running', async () => {
  const first = await serveComponents({}, { marksOnly: false });
  first.write('tools/box.json', BOX);
  await first.until(({ definitions }) => definitions['tools/box']?.state === 'ok');
  const run = async () => (await first.act('job.run', { tool: 'box', command: 'wait' })).body.result.jobId as string;
  const ids = [await run(), await run()];
  await first.until(({ jobs }) => ids.every((id) => jobs[id]?.status === 'running'));
  const pids = Object.values((await first.snapshot()).jobs).map(({ pid }) => pid as number);
  await first.kill();
  const next = await serveComponents({}, { root: first.root, home: first.home });
  const { jobs } = await next.until((state) => ids.every((id) => state.jobs[id]));
  for (const id of ids) expect(jobs[id]).toMatchObject({ status: 'failed', error: { code: 'HOST_LOST' }, tool: 'box' });
  const told = await next.events('job.ended', 'epoch.opened');
  expect(told.slice(1).map(({ cause }) => cause)).toEqual(ids.map(() => `${told[0]!.epoch}:${told[0]!.seq}`));
  await next.until(({ orphans }) => Object.keys(orphans).length === 0);
  expect(pids.filter(isRunning)).toEqual([]);
});

it('STORAGE_FULL: takes no job on that could not be stored, and goes on when there is room again', async () => {
  const args = [{ name: 'text', type: 'string', required: true, max_length: 65_536 }];
  const served = await serveComponents({}, { ledgerKib: 2_048 });
  served.write('tools/box.json', manifest('box', [script('say', 'echo said', { args })]));
  await served.until(({ definitions }) => definitions['tools/box']?.state === 'ok');
  const run = () => served.act('job.run', { tool: 'box', command: 'say', args: { text: 'x'.repeat(60_000) } });
  const ballast = `/proc/${served.pid}/root${served.ledger}/ballast`;
  fill(ballast);
  const refused = await run();
  expect([refused.status, refused.body.code]).toEqual([507, 'STORAGE_FULL']);
  expect(await served.events('job.accepted')).toEqual([]);
  rmSync(ballast);
  const { status, body } = await run();
  expect(status).toBe(200);
  const { jobs } = await served.until((state) => state.jobs[body.result.jobId]?.endedAt !== null);
  expect(Object.values(jobs).map((job) => job.status)).toEqual(['completed']);
});

/** Leaves no room on the disk that a file lies on. */
function fill(file: string): void {
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2))
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size));
    } catch {
      // Full for pieces of this size.
    }
}
