import { expect, it } from 'vitest';
import { type User, user } from './spawned.ts';

const SLEEPS = JSON.stringify({ type: 'process', enabled: false, config: { command: ['sleep', '1000'] } });
const NEEDS = JSON.stringify({
  type: 'process',
  enabled: false,
  dependsOn: ['db'],
  config: { command: ['sleep', '1000'] },
});

/** Serves the user's workspace, and takes it down in order at the end: what runs in it must not be left behind. */
async function serving(me: User): Promise<AsyncDisposable> {
  const { child, ended } = await me.serve([me.root]);
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

it('deploys, lists and undeploys components by words of the command line', async () => {
  await using me = await user();
  await me.write('components/db.json', SLEEPS);
  await me.write('components/api.json', NEEDS);
  await using _app = await serving(me);
  const plan = await me.run(['deploy', 'api', '--needs', '--dry-run']);
  expect(plan).toMatchObject({ code: 0, stderr: '' });
  expect(plan.stdout.split('\n').map((line) => line.split(/\s+/)[1])).toEqual(['db', 'api', undefined]);
  expect((await me.run(['components'])).stdout).toMatch(/db\s+process\s+disabled\s+down/);
  const up = await me.run(['deploy', 'api', '--needs']);
  expect(up).toMatchObject({ code: 0, stderr: '' });
  expect((await me.run(['components'])).stdout).toMatch(/db\s+process\s+running\s+up by hand\s+\d+/);
  const refused = await me.run(['undeploy', 'db']);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain('api needs db');
  const down = await me.run(['undeploy', 'db', '--dependents', '--json']);
  expect(JSON.parse(down.stdout)).toMatchObject([
    { name: 'api', to: 'stopped' },
    { name: 'db', to: 'stopped' },
  ]);
  const { components } = JSON.parse((await me.run(['components', '--json'])).stdout);
  expect(components.db).toMatchObject({ state: 'stopped', override: 'down' });
});

it('fails with the error of a step that did not come out', async () => {
  await using me = await user();
  await me.write(
    'components/db.json',
    JSON.stringify({ type: 'process', config: { command: ['no-such-program-here'] } }),
  );
  await using _app = await serving(me);
  const failed = await me.run(['deploy', 'db']);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('no-such-program-here');
  expect((await me.run(['deploy', 'unknown'])).stderr).toContain('There is no component unknown');
});
