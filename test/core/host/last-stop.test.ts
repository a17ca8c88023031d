import { describe, expect, it } from 'vitest';
import type { Component, StopContext } from '../../../electron/core/host/component.ts';
import { createHost } from '../../../electron/core/host/host.ts';
import { createLanes } from '../../../electron/core/host/lanes.ts';
import type { Declared } from '../../../electron/core/host/slot.ts';
import { AppError } from '../../../shared/errors.ts';
import { descriptor, env, noteBook, type Program, program } from './actors.ts';
import { virtualTime } from './virtual-time.ts';

/** A host in virtual time with components that files declare, all of them up. */
async function hostWith(components: readonly Component[], part: Parameters<typeof descriptor>[1] = {}) {
  const time = virtualTime();
  const book = noteBook();
  const faults: string[] = [];
  const host = createHost({ env, ...time, journal: book as never, log: (line) => void faults.push(line) });
  await host.start();
  const slots = components.map((component, index) => {
    const needs = part.dependsOn === undefined || index === 0 ? {} : { [`c${index - 1}`]: 'started' as const };
    const declared: Declared = {
      descriptor: descriptor(component.name, { ...part, dependsOn: needs }),
      definition: `components/${component.name}`,
      version: 1,
      hash: component.name,
      build: async () => component,
    };
    const slot = host.supervisor.add(component.name, declared, null, '');
    host.supervisor.settle(slot, 'declared', '');
    return slot;
  });
  await time.settle();
  expect(slots.map(({ state }) => state)).toEqual(components.map(() => 'running'));
  return { host, time, slots, book, faults };
}

describe('the last stop of a host', () => {
  it.each([{ chained: false }, { chained: true }])(
    'asks everything that nothing needs at once, and is over in time, however long the graces are (chained: $chained)',
    async ({ chained }) => {
      const asked: { at: number; graceMs: number }[] = [];
      const ended: number[] = [];
      const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
      const deaf = names.map((name) => ({
        name,
        async start() {},
        stop: ({ graceMs }: StopContext) =>
          new Promise<void>((resolve) => {
            asked.push({ at: time.clock.mono(), graceMs });
            time.timers.after(graceMs + 200, () => {
              ended.push(time.clock.mono());
              resolve();
            });
          }),
      }));
      const { host, time } = await hostWith(deaf, {
        stop: { graceMs: 600_000 },
        ...(chained ? { dependsOn: { any: 'started' } } : {}),
      });
      const stopped = host.stop();
      await time.pass(30_000);
      await stopped;
      expect(ended).toHaveLength(20);
      expect(Math.max(...ended)).toBeLessThanOrEqual(26_000);
      // Without an order everybody gets the whole grace; in a chain the last ones get none.
      expect(asked.filter(({ at }) => at === 0)).toHaveLength(chained ? 1 : 20);
      for (const { at, graceMs } of asked) expect(at + graceMs).toBeLessThanOrEqual(25_000);
    },
  );
});

describe('a component that outlives its last rung', () => {
  function stubborn(): Program & { yields: boolean } {
    const one = program('c0', {
      async stop() {
        if (!made.yields) throw new AppError('STOP_INCOMPLETE', 'they outlive SIGKILL');
      },
    });
    const made = Object.assign(Object.create(one) as Program, { yields: false });
    return made;
  }

  it('never starts a second time, whoever wants it, until nothing of the first is alive', async () => {
    const one = stubborn();
    const { host, slots, time, faults } = await hostWith([one]);
    const [slot] = slots;
    const { supervisor } = host;
    slot!.override = 'down';
    expect(await supervisor.takeDown(slot!, 'undeployed', '')).toMatchObject({ code: 'STOP_INCOMPLETE' });
    expect(slot!.state).toBe('unknown');
    slot!.override = 'up';
    supervisor.settle(slot!, 'deployed', '');
    await time.settle();
    expect([slot!.state, slot!.runs]).toEqual(['unknown', 1]);
    await supervisor.redeploy(slot!, 'its descriptor changed', '');
    expect([slot!.state, slot!.runs]).toEqual(['unknown', 1]);
    one.yields = true;
    supervisor.settle(slot!, 'deployed', '');
    await time.settle();
    expect([slot!.state, slot!.runs]).toEqual(['running', 2]);
    expect(faults.filter((line) => !/outlive/.test(line))).toEqual([]);
  });

  it('is seen to be gone when its end is told later, and rests or starts as it is wanted', async () => {
    const one = stubborn();
    const { host, slots, time } = await hostWith([one]);
    const [slot] = slots;
    slot!.override = 'down';
    await host.supervisor.takeDown(slot!, 'undeployed', '');
    one.yields = true;
    one.end(137);
    await time.settle();
    expect(slot!.state).toBe('stopped');
  });
});

describe('lanes', () => {
  it('go on with what waits for its turn as soon as more may work at once', async () => {
    const lanes = createLanes(1);
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const work = ['a', 'b', 'c'].map((name) =>
      lanes.run(name, async () => {
        order.push(name);
        await gate.promise;
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(['a']);
    lanes.limit(Number.POSITIVE_INFINITY);
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(['a', 'b', 'c']);
    gate.resolve();
    await Promise.all(work);
    lanes.limit(1);
    const next = Promise.withResolvers<void>();
    const one = lanes.run('a', () => next.promise);
    const other = lanes.run('b', async () => void order.push('again'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).not.toContain('again');
    next.resolve();
    await Promise.all([one, other]);
    expect(order).toContain('again');
  });
});
