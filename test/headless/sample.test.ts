import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { isEnded } from '../../shared/job-state.ts';
import { freePort } from '../helpers/free-port.ts';
import { tempFolder } from '../helpers/temp.ts';
import { type ServedComponents, serveComponents } from './components-served.ts';

// A host of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const SAMPLE = fileURLToPath(new URL('../../assets/sample', import.meta.url));

/** The sample as it is shipped, but for the port of its server, which some other test may have taken. */
async function serveSample(): Promise<{ served: ServedComponents; url: string }> {
  const root = tempFolder('sample');
  cpSync(SAMPLE, root, { recursive: true });
  const port = String(await freePort());
  for (const name of ['components/web.yaml', 'components/visitor.yaml', 'tools/sample.yaml']) {
    const file = path.join(root, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('4780', port));
  }
  const served = await serveComponents({}, { root });
  await served.until(({ watch }) => watch.state === 'watching');
  return { served, url: `http://127.0.0.1:${port}/` };
}

/** Runs a command of the sample, and waits for its end. */
async function run({ act, until }: ServedComponents, command: string, args: object = {}) {
  const { body } = await act('job.run', { tool: 'sample', command, args });
  const { jobId } = body.result;
  const { jobs } = await until((now) => isEnded(now.jobs[jobId]?.status ?? 'accepted'), `the end of ${command}`);
  return jobs[jobId];
}

it('deploys, crashes, runs and answers as its own README says', async () => {
  const { served, url } = await serveSample();
  expect(Object.values((await served.snapshot()).components).map(({ state }) => state)).toEqual(
    Array.from({ length: 3 }, () => 'disabled'),
  );
  await served.act('component.deploy', { name: 'visitor', scope: 'needs' });
  await served.reaches('visitor', 'running');
  expect(await (await fetch(url)).text()).toMatch(/^hello, you are visitor \d+\n$/);

  expect(await run(served, 'crash')).toMatchObject({ status: 'completed' });
  await served.until(({ components }) => components['web']?.state === 'running' && components['web'].restarts === 1);

  served.write(
    'components/web.yaml',
    readFileSync(path.join(served.root, 'components/web.yaml'), 'utf8').replace('hello', 'good morning'),
  );
  await served.until(({ runs }) => Object.values(runs).some((one) => one.component === 'web' && one.number === 3));
  await served.reaches('web', 'running');
  expect(await (await fetch(url)).text()).toMatch(/^good morning, /);

  expect(await run(served, 'count', { folder: 'models', pause: 1 })).toMatchObject({ status: 'completed' });

  await served.act('component.deploy', { name: 'mcp/notes' });
  await served.reaches('mcp/notes', 'running');
  const note = { server: 'mcp/notes', tool: 'add', arguments: { text: 'buy milk' } };
  expect((await served.act('mcp.call', note)).body).toMatchObject({ outcome: 'done' });
  const { body } = await served.act('mcp.call', { server: 'mcp/notes', tool: 'list' });
  expect(JSON.stringify(body.result)).toContain('1. buy milk');
  await served.quit();
});
