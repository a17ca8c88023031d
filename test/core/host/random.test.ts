import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Descriptor } from '../../../electron/core/host/component.ts';
import { createDeployer } from '../../../electron/core/host/deployer.ts';
import type { LoadedDescriptor } from '../../../electron/core/host/descriptor-plan.ts';
import { createHost } from '../../../electron/core/host/host.ts';
import { createOverrides } from '../../../electron/core/host/overrides.ts';
import { createPlanRunner } from '../../../electron/core/host/plan-runner.ts';
import { createRegistry } from '../../../electron/core/host/registry.ts';
import { desiredOf, mayBecome, restingState } from '../../../electron/core/host/transitions.ts';
import type { ComponentState } from '../../../shared/component-state.ts';
import { descriptor, env, noteBook, type Program, program } from './actors.ts';
import { virtualTime } from './virtual-time.ts';

const LONG = process.env['SIGNALBOX_TEST_LONG'] !== undefined;
const SEED = Number(process.env['SIGNALBOX_SEED'] ?? Date.now() % 1_000_000);
const ROUNDS = LONG ? 400 : 25;
const STEPS = 40;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const BEHAVIOURS = ['good', 'fails', 'slow', 'hangs', 'dies', 'reenters', 'stop-throws', 'stop-slow'] as const;

/** A generator of numbers in [0, 1) that gives the same ones for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a host under random acts', () => {
  it(`loses nothing, leaves nothing and never waits for ever (${ROUNDS} rounds of ${STEPS} steps, seed ${SEED})`, {
    timeout: 600_000,
  }, async () => {
    for (let round = 0; round < ROUNDS; round += 1) await playRound(SEED + round);
  });
});

async function playRound(seed: number): Promise<void> {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const time = virtualTime();
  const book = noteBook();
  const programs: Program[] = [];
  const faults: string[] = [];
  const files = new Map<string, Descriptor>();
  const registry = createRegistry();
  const host = createHost({
    env,
    ...time,
    random,
    journal: book as never,
    log: (line) => void (/will not stop well/.test(line) || faults.push(line)),
  });
  registry.register({
    type: 'test',
    title: 'A test program',
    config: z.object({ behaviour: z.string(), note: z.number().optional() }),
    example: {},
    describe: () => '',
    build: ({ name, config }) => {
      const made = behaving(name, config.behaviour);
      programs.push(made);
      return made;
    },
  });

  function behaving(name: string, behaviour: string): Program {
    const later = (ms: number) => new Promise<void>((resolve) => time.timers.after(ms, resolve));
    const other = pick(NAMES);
    const made: Program = program(name, {
      async start(context) {
        if (behaviour === 'fails') throw new Error('will not start');
        if (behaviour === 'slow') await later(500);
        if (behaviour === 'hangs')
          await new Promise((_, reject) =>
            context.signal.addEventListener('abort', () => reject(context.signal.reason)),
          );
        if (behaviour === 'dies') time.timers.after(200, () => made.end(1, random() < 0.3 ? 2 : 0));
        if (behaviour === 'reenters')
          await runner.run({ action: 'restart', names: [other], scope: 'only' }, '', context.signal).catch(() => {});
      },
      async stop() {
        if (behaviour === 'stop-slow') await later(700);
        if (behaviour === 'stop-throws') throw new Error('will not stop well');
      },
    });
    return made;
  }

  const overrides = createOverrides(new Map(), async () => {});
  const loaded = (): LoadedDescriptor[] =>
    [...files].map(([file, one]) => ({
      definition: `components/${file}`,
      version: 1,
      hash: JSON.stringify(one),
      descriptor: one,
      cause: '',
    }));
  const deployer = createDeployer({ host, registry, overrides, timers: time.timers, loaded, rivals: () => {} });
  const runner = createPlanRunner(host, overrides);
  host.register(deployer);
  await started(time, host.start());

  const acts: Promise<unknown>[] = [];
  const log: string[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const name = pick(NAMES);
    const dice = random();
    if (dice < 0.45) {
      const needs = Object.fromEntries(
        NAMES.filter((one) => one < name && random() < 0.25).map((one) => [one, pick(['started', 'healthy'] as const)]),
      );
      const one = descriptor(name, {
        enabled: random() < 0.75,
        config: { behaviour: pick(BEHAVIOURS), note: Math.floor(random() * 3) },
        dependsOn: needs,
        onChange: pick(['restart', 'ignore', 'restart-when-idle'] as const),
      });
      const file = random() < 0.9 ? name : `${name}-moved`;
      if (file !== name) files.delete(name);
      files.set(file, one);
      log.push(`write ${file} ${JSON.stringify(one.config)} enabled ${one.enabled}`);
      deployer.reconcile();
    } else if (dice < 0.55) {
      log.push(`remove ${name}`);
      files.delete(name);
      deployer.reconcile();
    } else if (dice < 0.9) {
      const action = pick(['deploy', 'undeploy', 'redeploy', 'restart'] as const);
      const scope = pick(['only', 'needs', 'dependents'] as const);
      log.push(`${action} ${name} ${scope}`);
      acts.push(
        runner
          .run({ action, names: [name], scope, force: random() < 0.5 }, '', new AbortController().signal)
          .catch((error) => {
            if (!['NOT_FOUND', 'HAS_DEPENDENTS', 'CYCLE', 'REENTRANT'].includes(error.code)) throw error;
          }),
      );
    } else if (dice < 0.95)
      programs
        .filter((one) => one.alive() > 0)
        .at(0)
        ?.end(random() < 0.5 ? 0 : 1);
    else {
      log.push('host restarts');
      await started(
        time,
        host.stop().catch(() => {}),
      );
      expect(
        programs.filter((one) => one.alive() > 0 && !one.stuck),
        report(),
      ).toEqual([]);
      await started(time, host.start());
    }
    if (random() < 0.6) await time.pass(Math.floor(random() * 800));
    checkStates();
  }

  // Whatever goes on comes to an end, by itself or at its deadline.
  await time.drain(3_600_000);
  await Promise.race([
    Promise.all(acts),
    time.settle().then(() => Promise.reject(new Error(`an act never ended\n${report()}`))),
  ]);
  checkEnd();
  await started(
    time,
    host.stop().catch(() => {}),
  );
  expect(
    programs.filter((one) => one.alive() > 0 && !one.stuck).map((one) => one.name),
    report(),
  ).toEqual([]);
  expect(faults, report()).toEqual([]);

  function report(): string {
    return `seed ${seed}\n${log.join('\n')}`;
  }

  function checkStates(): void {
    const seen = new Map<string, ComponentState>();
    for (const event of book.events) {
      if (event.type === 'component.forgotten') seen.delete(event.subject);
      if (event.type !== 'component.changed') continue;
      const { from, to } = event.body as { from: ComponentState; to: ComponentState };
      expect(from, report()).toBe(seen.get(event.subject) ?? 'disabled');
      if (from !== to || from !== 'waiting') expect(mayBecome(from, to), `${from} to ${to}\n${report()}`).toBe(true);
      seen.set(event.subject, to);
    }
  }

  /** Every descriptor has its component, nobody else has one, and each stands where it should. */
  function checkEnd(): void {
    const byName = new Map([...files.values()].map((one) => [one.name, one]));
    const slots = [...host.supervisor.slots.values()].filter((slot) => slot.declared.definition !== null);
    expect(slots.map((slot) => slot.name).sort(), report()).toEqual([...byName.keys()].sort());
    for (const slot of slots) {
      const where = `${slot.name} is ${slot.state}, override ${slot.override}\n${report()}`;
      const desired = desiredOf(slot.override, slot.declared.descriptor.enabled);
      const alive = programs.filter((one) => one.name === slot.name && one.alive() > 0 && !one.stuck).length;
      expect(alive, where).toBeLessThanOrEqual(1);
      if (slot.state === 'running') expect(alive, where).toBe(1);
      else expect(alive, where).toBe(0);
      if (desired === 'down') expect([restingState(slot.override), 'disabled', 'stopped'], where).toContain(slot.state);
      else
        expect(['running', 'completed', 'crashed', 'crash-looping', 'failed', 'waiting', 'unknown'], where).toContain(
          slot.state,
        );
      if (slot.state === 'waiting') expect(slot.waitingOn.length, where).toBeGreaterThan(0);
    }
  }
}

async function started(time: ReturnType<typeof virtualTime>, act: Promise<unknown>): Promise<void> {
  let ended = false;
  void act
    .finally(() => {
      ended = true;
    })
    .catch(() => {});
  for (let second = 0; second < 300 && !ended; second += 1) await time.pass(1_000);
  if (!ended) throw new Error('the host never came to an end of its start or stop');
  await act;
}
