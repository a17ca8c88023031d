import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Descriptor } from '../../../electron/core/host/component.ts';
import { createDeployer } from '../../../electron/core/host/deployer.ts';
import { createHost } from '../../../electron/core/host/host.ts';
import { createOverrides } from '../../../electron/core/host/overrides.ts';
import { createRegistry } from '../../../electron/core/host/registry.ts';
import { descriptor, env, noteBook, program } from './actors.ts';
import { virtualTime } from './virtual-time.ts';

it('a descriptor that comes back as it was, while its component still stops, has its component again', async () => {
  const time = virtualTime();
  const host = createHost({ env, ...time, journal: noteBook() as never });
  const registry = createRegistry();
  registry.register({
    type: 'test',
    title: 'A test program',
    config: z.object({}),
    example: {},
    describe: () => '',
    build: ({ name }) => program(name, { stop: () => new Promise((resolve) => time.timers.after(500, resolve)) }),
  });
  const overrides = createOverrides(new Map(), async () => {});
  const files = new Map<string, Descriptor>([['a', descriptor('a', { enabled: true, config: {} })]]);
  const deployer = createDeployer({
    host,
    registry,
    overrides,
    timers: time.timers,
    loaded: () =>
      [...files].map(([file, one]) => ({
        definition: `components/${file}`,
        version: 1,
        hash: JSON.stringify(one),
        descriptor: one,
        cause: '',
      })),
    rivals: () => {},
  });
  host.register(deployer);
  await host.start();
  await time.drain(1_000);
  expect(host.supervisor.slots.get('a')?.state).toBe('running');

  const [[file, one]] = [...files] as [[string, Descriptor]];
  files.clear();
  deployer.reconcile();
  files.set(file, one);
  deployer.reconcile();
  await time.drain(10_000);
  expect(host.supervisor.slots.get('a')?.state).toBe('running');
  const stopped = host.stop();
  await time.drain(10_000);
  await stopped;
});
