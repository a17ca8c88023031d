import type { componentActions } from '../../../shared/actions/component.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PlanAction, PlanScope, PlanStep } from '../../../shared/events/component.ts';
import type { ActContext, HandlersOf } from '../dispatch.ts';
import type { Deployer } from '../host/deployer.ts';
import type { Host } from '../host/host.ts';
import type { BaseEnvironment } from '../host/login-environment.ts';
import type { OutputTail } from '../host/output-tail.ts';
import type { OverrideStore } from '../host/overrides.ts';
import { createPlanRunner } from '../host/plan-runner.ts';
import type { Slot } from '../host/slot.ts';
import { desiredOf } from '../host/transitions.ts';
import type { HotSwap } from '../hotswap/hot-swap.ts';
import type { Journal } from '../journal/journal.ts';
import type { Processes } from '../process/processes.ts';
import { threeFacts } from './descriptor-facts.ts';
import type { Orphans } from './orphans.ts';
import { differencesOf } from './run-differences.ts';
import { runsOf } from './run-history.ts';
import type { StartTimes } from './start-times.ts';

/** What the acts on components need. */
export interface ComponentHandlersOptions {
  readonly host: Host;
  readonly deployer: Deployer;
  readonly overrides: OverrideStore;
  readonly orphans: Orphans;
  readonly processes: Processes;
  readonly environment: BaseEnvironment;
  readonly tail: OutputTail;
  readonly journal: Journal;
  readonly startTimes: StartTimes;
  readonly hotSwap: () => HotSwap;
  readonly root: string;
}

interface Which {
  readonly name?: string | undefined;
  readonly names?: readonly string[] | undefined;
  readonly scope: PlanScope;
  readonly planId?: string | undefined;
  readonly force?: boolean;
}

/** Plans that were shown and may be named by an act. */
const PLANS_KEPT = 100;

/** The acts on components, their runs and leftovers. */
export function componentHandlers(options: ComponentHandlersOptions): HandlersOf<typeof componentActions> {
  const { host, deployer, overrides, orphans, processes, environment, tail, journal, startTimes } = options;
  const { supervisor, say } = host;
  const runner = createPlanRunner(host, overrides);
  const shown = new Map<string, string>();

  function slotOf(name: string): Slot {
    const slot = supervisor.slots.get(name);
    if (!slot || slot.declared.definition === null) throw new AppError('NOT_FOUND', `There is no component ${name}.`);
    return slot;
  }

  function namesOf({ name, names }: Pick<Which, 'name' | 'names'>): string[] {
    const all = [...new Set([...(names ?? []), ...(name === undefined ? [] : [name])])];
    if (all.length === 0) throw new AppError('INVALID_INPUT', 'Name a component.');
    for (const one of all) slotOf(one);
    return all;
  }

  function run(action: PlanAction, which: Which, { cause, signal }: ActContext) {
    const names = namesOf(which);
    const { scope, planId, force = false } = which;
    if (planId !== undefined && shown.get(planId) !== textOf(runner.plan({ action, names, scope, force }).steps))
      throw new AppError('STALE', 'What would be done is not what you looked at any more.', {
        hint: 'Look at the plan again.',
      });
    return runner.run({ action, names, scope, force }, cause, signal);
  }

  function answer(name: string) {
    return { name, state: supervisor.slots.get(name)?.state ?? 'disabled' };
  }

  function stableMsOf(component: string): number {
    return supervisor.slots.get(component)?.declared.descriptor.restart.stableMs ?? 30_000;
  }

  function runById(runId: string) {
    const run = processes.live().find((one) => one.runId === runId);
    if (!run) throw new AppError('NOT_FOUND', `No run ${runId.slice(0, 80)} is alive.`);
    return run;
  }

  return {
    'component.deploy': (which, context) => run('deploy', which, context),
    'component.undeploy': (which, context) => run('undeploy', which, context),
    'component.redeploy': (which, context) => run('redeploy', which, context),
    'component.restart': (which, context) => run('restart', which, context),
    async 'component.followFile'({ name }, { cause }) {
      const slot = slotOf(name);
      if (slot.override === null) return answer(name);
      await overrides.set(name, null);
      slot.override = null;
      const body = { desired: desiredOf(null, slot.declared.descriptor.enabled), override: null, by: 'user' as const };
      const position = say({ type: 'component.desired', subject: `component:${name}`, cause, body });
      supervisor.settle(slot, 'follows its file again', position);
      return answer(name);
    },
    'component.applyNow'({ name }, { cause }) {
      slotOf(name);
      deployer.applyNow(name, cause);
      return answer(name);
    },
    'component.cancelPending'({ name }, { cause }) {
      slotOf(name);
      deployer.cancelPending(name, cause);
      return answer(name);
    },
    async 'run.killNow'({ runId }, { cause }) {
      const run = runById(runId);
      const slot = [...supervisor.slots.values()].find((one) => one.run?.id === runId);
      if (slot) {
        const sight = await run.look().catch(() => null);
        supervisor.killed(slot, runId, cause, sight?.members.map(({ pid }) => pid) ?? [run.pid]);
      }
      await run.killNow();
      return answer(slot?.name ?? '');
    },
    async 'orphan.adopt'({ pid, startTime }, { cause, signal }) {
      const { decision, component } = await orphans.adopt(pid, startTime, cause);
      const slot = supervisor.slots.get(component);
      if (decision !== 'adopted' || !slot) return { decision };
      // Whoever adopts wants it up: one that is not wanted is deployed, as by hand.
      const { enabled } = slot.declared.descriptor;
      const request = { action: 'deploy' as const, names: [component], scope: 'only' as const };
      if (desiredOf(slot.override, enabled) === 'down') await runner.run(request, cause, signal);
      else supervisor.settle(slot, 'a leftover was adopted', cause);
      return { decision };
    },
    async 'orphan.kill'({ pid, startTime }, { cause }) {
      return { decision: (await orphans.kill(pid, startTime, cause)).decision };
    },
    async 'component.plan'({ action, names, scope, force }) {
      await startTimes.load();
      const plan = runner.plan({ action, names: namesOf({ names }), scope, force });
      shown.set(plan.planId, textOf(plan.steps));
      const oldest = shown.keys().next().value;
      if (shown.size > PLANS_KEPT && oldest !== undefined) shown.delete(oldest);
      const steps = plan.steps.map((step) => {
        const estimate = step.act === 'start' ? startTimes.of(step.name) : null;
        return estimate === null ? step : { ...step, estimate };
      });
      return { ...plan, steps };
    },
    async runs({ component, limit }) {
      return { runs: await runsOf(journal, component, { limit, stableMs: stableMsOf(component) }) };
    },
    'run.differences': ({ component, runId }) => differencesOf(journal, component, runId, stableMsOf(component)),
    async descriptor({ name }) {
      const facts = await threeFacts(options.hotSwap(), options.root, slotOf(name));
      return journal.masker.mask({ name, ...facts });
    },
    async processes({ runId }) {
      const run = runById(runId);
      const { members, suspects } = await run.look();
      const row = (by: string) => (one: (typeof members)[number]) => ({
        pid: one.pid,
        parent: one.ppid,
        command: journal.masker.text(one.name),
        by: [by],
      });
      return { processes: [...members.map(row(run.containment)), ...suspects.map(row('suspect'))] };
    },
    'run.tail': ({ runId }) => {
      const { stdout, stderr } = tail.tail(runId);
      return { stdout: journal.masker.text(stdout), stderr: journal.masker.text(stderr) };
    },
    async environment() {
      await environment.current();
      return environment.view();
    },
    async 'environment.read'() {
      await environment.read();
      return {};
    },
  };
}

/** A plan as a text that is the same as long as the plan is. */
function textOf(steps: readonly PlanStep[]): string {
  return JSON.stringify(steps.map(({ name, act, level }) => [name, act, level]));
}
