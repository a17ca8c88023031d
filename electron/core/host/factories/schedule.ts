import { z } from 'zod';
import { toWireError } from '../../../../shared/errors.ts';
import type { Component, Descriptor, StartContext } from '../component.ts';
import type { Factory } from '../registry.ts';
import { msOf, span } from '../units.ts';
import { commandFault, commandFields, commandLine } from './command-line.ts';
import { cronFault, nextDue, type Rhythm } from './due.ts';
import type { FactoryContext } from './factory-context.ts';
import { beginRun, endRun, type LiveRun } from './run-component.ts';
import { resolveSurroundings, surroundingFields } from './surroundings.ts';

const config = z
  .looseObject({
    every: span.optional().meta({ example: '10m', aliases: ['interval'] }),
    cron: z.string().min(1).optional().meta({ example: '"0 7 * * 1-5"' }),
    timezone: z
      .string()
      .min(1)
      .optional()
      .meta({ example: 'Europe/Berlin', aliases: ['tz'] }),
    timeout: span.optional().meta({ example: '5m' }),
    ...commandFields,
    ...surroundingFields,
    success: z.array(z.int()).optional().meta({ example: '[0]' }),
  })
  .superRefine((value, context) => {
    const say = (message: string | null) => message !== null && context.addIssue({ code: 'custom', message });
    say(commandFault(value));
    if ((value.every === undefined) === (value.cron === undefined)) say('needs either `every` or `cron`');
    if (value.cron !== undefined) say(cronFault(value.cron, value.timezone));
  });

export type ScheduleConfig = z.output<typeof config>;

/** Longest wait at a time, ms: the clock may be set, and the machine may have slept. */
const LONGEST_WAIT_MS = 60_000;

/** Runs a command at an interval or at times of the day; never twice at once. */
export function scheduleFactory(shared: FactoryContext): Factory<ScheduleConfig> {
  return {
    type: 'schedule',
    title: 'A command on a schedule',
    config,
    example: { every: '10m', command: ['node', 'tidy.mjs'] },
    describe: (value) => {
      const { command = '', args = [] } = commandLine(value) ?? {};
      return `runs ${[command, ...args].join(' ')} ${value.cron === undefined ? `every ${value.every}` : `at ${value.cron}`}`;
    },
    build({ config: value, ...descriptor }) {
      return scheduleComponent(shared, { ...descriptor, config: value }, value);
    },
  };
}

function scheduleComponent(shared: FactoryContext, descriptor: Descriptor, value: ScheduleConfig): Component {
  const { clock, timers, say } = shared;
  const { name } = descriptor;
  const subject = `component:${name}`;
  const rhythm: Rhythm =
    value.cron === undefined
      ? { sort: 'every', everyMs: msOf(value.every, 0) }
      : { sort: 'cron', cron: value.cron, timezone: value.timezone };
  let live: LiveRun | null = null;
  /** The firing that is going on, from its first moment until nothing of it is left. */
  let firing: Promise<void> | null = null;
  let fired = '';
  let up = false;
  let cancel: () => void = () => {};

  function arm(context: StartContext, due: number): void {
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(0, due - clock.now()));
    cancel = timers.after(wait, () => {
      if (!up) return;
      if (clock.now() < due) return arm(context, due);
      comeDue(context, due);
      arm(context, nextDue(rhythm, due, clock.now()));
    });
  }

  function comeDue(context: StartContext, due: number): void {
    if (firing !== null) {
      // What is still running is why this one is not.
      say({ type: 'schedule.skipped', subject, cause: fired, body: { due, why: 'overlap' } });
      return;
    }
    fired = say({ type: 'schedule.fired', subject, cause: null, body: { due } });
    firing = fire(context)
      .catch((error: unknown) => {
        say({
          type: 'schedule.skipped',
          subject,
          cause: fired,
          body: { due, why: 'failed', error: toWireError(error) },
        });
      })
      .finally(() => {
        firing = null;
      });
  }

  async function fire(context: StartContext): Promise<void> {
    const own = await beginRun(shared, planOf(), context);
    live = own;
    if (!up) await own.run.killNow();
    const late = value.timeout === undefined ? () => {} : timers.after(msOf(value.timeout, 0), () => giveUp(own));
    await own.told;
    late();
    // Its stop, when one is going on, is joined.
    await own.run.stop({ graceMs: descriptor.stop.graceMs });
    live = null;
  }

  function planOf() {
    const wanted = async () => ({
      ...(commandLine(value) ?? { command: '', args: [] }),
      ...(await resolveSurroundings(shared, value)),
    });
    return { descriptor, success: value.success ?? [0], wanted, cause: fired, goesOn: true };
  }

  function giveUp(own: LiveRun): void {
    own.blame(`killed because it ran longer than ${value.timeout}`);
    own.run.killNow().catch(() => undefined);
  }

  return {
    name,
    async start(context) {
      up = true;
      arm(context, nextDue(rhythm, clock.now(), clock.now()));
    },
    async stop(context) {
      up = false;
      cancel();
      if (live !== null) await endRun(live, descriptor, context);
      await firing;
    },
    killNow() {
      live?.run.killNow().catch(() => undefined);
    },
    callsInFlight: () => (firing === null ? 0 : 1),
  };
}
