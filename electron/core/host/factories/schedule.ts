import { z } from 'zod';
import { toWireError } from '../../../../shared/errors.ts';
import type { Component, Descriptor, StartContext } from '../component.ts';
import type { Factory } from '../registry.ts';
import { msOf, span } from '../units.ts';
import { commandFault, commandFields, commandLine } from './command-line.ts';
import { cronFault, nextDue, type Rhythm } from './due.ts';
import type { FactoryContext, ToolRun } from './factory-context.ts';
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
    command: commandFields.command.optional(),
    /** A command of a tool, to be run as a job instead of a program. */
    tool: z
      .string()
      .regex(/^[\w-]+\/[\w-]+$/, 'must be written tool/command')
      .optional()
      .meta({ example: 'devbox/restart' }),
    arguments: z.record(z.string(), z.unknown()).optional().meta({ example: '{ container: db }' }),
    ...surroundingFields,
    success: z.array(z.int()).optional().meta({ example: '[0]' }),
  })
  .superRefine((value, context) => {
    const say = (message: string | null) => message !== null && context.addIssue({ code: 'custom', message });
    if ((value.command === undefined) === (value.tool === undefined)) say('needs either `command` or `tool`');
    if (value.command !== undefined) say(commandFault({ ...value, command: value.command }));
    if (value.arguments !== undefined && value.tool === undefined) say('has `arguments`, which belong to `tool`');
    if ((value.every === undefined) === (value.cron === undefined)) say('needs either `every` or `cron`');
    if (value.cron !== undefined) say(cronFault(value.cron, value.timezone));
  });

export type ScheduleConfig = z.output<typeof config>;

/** The program and its arguments; both empty where a tool is run. */
function lineOf({ command, args }: ScheduleConfig): { command: string; args: string[] } {
  return (command === undefined ? null : commandLine({ command, args })) ?? { command: '', args: [] };
}

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
      const { command, args } = lineOf(value);
      return `runs ${value.tool ?? [command, ...args].join(' ')} ${value.cron === undefined ? `every ${value.every}` : `at ${value.cron}`}`;
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
  let job: ToolRun | null = null;
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
    firing = (value.tool === undefined ? fire(context) : fireTool(value.tool))
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

  async function fireTool(tool: string): Promise<void> {
    const own = await shared.runTool({ tool, args: value.arguments ?? {}, by: `schedule:${name}`, cause: fired });
    job = own;
    if (!up) await own.cancel();
    const late = value.timeout === undefined ? () => {} : timers.after(msOf(value.timeout, 0), cancelJob);
    await own.ended;
    late();
    job = null;
  }

  function cancelJob(): void {
    // Its result may be gone from memory by then: it has ended, and nothing is to be cancelled.
    job?.cancel().catch(() => undefined);
  }

  function planOf() {
    const wanted = async () => ({
      ...lineOf(value),
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
      cancelJob();
      if (live !== null) await endRun(live, descriptor, context);
      await firing;
    },
    killNow() {
      cancelJob();
      live?.run.killNow().catch(() => undefined);
    },
    callsInFlight: () => (firing === null ? 0 : 1),
  };
}
