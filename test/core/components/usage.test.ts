import { expect, it } from 'vitest';
import { portPair } from '../../../shared/rpc.ts';
import { onEnd } from '../../helpers/temp.ts';
import { OWNER } from '../../helpers/workspace.ts';
import { descriptor, hostOf, reaches } from './workspace-of.ts';

it('measures what components use, and only for a client that says that it wants to know', async () => {
  const host = await hostOf({ db: descriptor() });
  await reaches(host, 'db', 'running');
  const [ours, theirs] = portPair();
  onEnd(() => ours.close());
  const gauges: Record<string, any>[] = [];
  const heard = Promise.withResolvers<Record<string, any>>();
  ours.onFrame((text) => {
    const frame = JSON.parse(text) as { t: string; values?: Record<string, any> };
    if (frame.t !== 'gauge' || !frame.values) return;
    gauges.push(frame.values);
    if (frame.values['usage']?.db) heard.resolve(frame.values['usage']);
  });
  host.workbench.connect(theirs, OWNER);
  ours.send(JSON.stringify({ t: 'hello' }));
  ours.send(JSON.stringify({ t: 'gauges', on: true }));
  await host.call('component.restart', { name: 'db' });
  expect(gauges.every((values) => values['usage'] === undefined)).toBe(true);
  ours.send(JSON.stringify({ t: 'gauges', on: true, want: ['usage'] }));
  const usage = await heard.promise;
  expect(usage['db'].memory).toBeGreaterThan(1_000_000);
  expect(usage['db'].cpu).toBeGreaterThanOrEqual(0);
  expect(usage['db'].suspended).toBeUndefined();

  const { pid } = (await host.snapshot()).components['db'] as { pid: number };
  const now = () => gauges.at(-1)?.['usage']?.db?.suspended;
  process.kill(pid, 'SIGSTOP');
  await expect.poll(now, { timeout: 30_000 }).toBe(pid);
  process.kill(pid, 'SIGCONT');
  await expect.poll(now, { timeout: 30_000 }).toBeUndefined();
});
