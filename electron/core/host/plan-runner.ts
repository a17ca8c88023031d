import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { componentActions } from '../../../shared/actions/component.ts';
import { AppError, type WireError } from '../../../shared/errors.ts';
import type { PlanAction, PlanScope, PlanStep } from '../../../shared/events/component.ts';
import type { Host } from './host.ts';
import type { OverrideStore } from './overrides.ts';
import { makePlan, type Plan, type PlanView } from './plan.ts';
import { isWanted, type Slot } from './slot.ts';
import { desiredOf } from './transitions.ts';

type Steps = z.input<(typeof componentActions)['component.deploy']['output']>;

/** A request to act on one or several components. */
export interface PlanRequest {
  readonly action: PlanAction;
  readonly names: readonly string[];
  readonly scope: PlanScope;
  readonly force?: boolean;
}

/** Plans and carries out acts on components, level by level. */
export interface PlanRunner {
  plan(request: PlanRequest): Plan & { planId: string; unaffected: number };
  /** Carries a plan out; what stands above a step that failed is skipped. Throws what planning throws. */
  run(request: PlanRequest, cause: string, signal: AbortSignal): Promise<Steps>;
}

/** Makes the runner of a host. */
export function createPlanRunner(host: Host, overrides: OverrideStore): PlanRunner {
  const { supervisor, changes, say } = host;
  const view: PlanView = {
    get needs() {
      return supervisor.needs();
    },
    stateOf: (name) => supervisor.slots.get(name)?.state ?? 'disabled',
    unwanted(name) {
      const slot = supervisor.slots.get(name);
      if (!slot || isWanted(slot)) return null;
      return slot.override === 'down' ? 'undeployed by hand' : 'its file says that it is not enabled';
    },
  };

  function plan({ action, names, scope, force }: PlanRequest) {
    const { steps, leftOut } = makePlan(view, action, names, scope, force);
    const touched = new Set(steps.map((step) => step.name));
    return { planId: randomUUID(), steps, leftOut, unaffected: supervisor.slots.size - touched.size };
  }

  /** Sets what is wanted by hand, stored before anything is done about it. */
  async function want(slot: Slot, wanted: 'up' | 'down', cause: string): Promise<string> {
    const { enabled } = slot.declared.descriptor;
    const override = wanted === 'down' ? ('down' as const) : enabled ? null : ('up' as const);
    if (slot.override === override) return cause;
    await overrides.set(slot.name, override);
    slot.override = override;
    const body = { desired: desiredOf(override, enabled), override, by: 'user' as const };
    return say({ type: 'component.desired', subject: `component:${slot.name}`, cause, body });
  }

  async function startOne(
    slot: Slot,
    action: PlanAction,
    cause: string,
    signal: AbortSignal,
    wasWanted: boolean,
  ): Promise<WireError | null> {
    // Who was taken down by hand while the plan went on stays down.
    if (wasWanted && !isWanted(slot) && action !== 'deploy')
      return new AppError('CANCELLED', `${slot.name} was undeployed meanwhile.`).toWire();
    const position = isWanted(slot) && action !== 'deploy' ? cause : await want(slot, 'up', cause);
    // By now nothing of the act is left to wait for the back-off of a crash.
    // What could not be stopped must be gone before it starts again: it never runs twice.
    const left = slot.state === 'unknown' ? await supervisor.takeDown(slot, WORDS[action], position) : null;
    if (left?.code === 'STOP_INCOMPLETE') return left;
    supervisor.settle(slot, WORDS[action], position);
    await changes.until(slot, (one) => isDecided(one), signal);
    const error =
      slot.state === 'waiting' ? new AppError('BUSY', slot.waitingOn[0]?.why ?? 'It waits.').toWire() : slot.error;
    return UP.has(slot.state)
      ? null
      : (error ?? new AppError('EXITED_EARLY', `${slot.name} is ${slot.state}.`).toWire());
  }

  async function stopOne(slot: Slot, action: PlanAction, cause: string): Promise<WireError | null> {
    const position = action === 'undeploy' ? await want(slot, 'down', cause) : cause;
    return supervisor.takeDown(slot, WORDS[action], position);
  }

  async function run(request: PlanRequest, cause: string, signal: AbortSignal): Promise<Steps> {
    const { planId, steps, leftOut } = plan(request);
    const { action, scope, names } = request;
    const wanted = new Set([...supervisor.slots.values()].filter(isWanted).map(({ name }) => name));
    const subject = `plan:${planId}`;
    const made = say({
      type: 'plan.made',
      subject,
      cause,
      body: {
        planId,
        action,
        scope,
        names: [...names],
        steps: steps.slice(0, 1_000),
        ...(leftOut.length > 0 ? { leftOut: leftOut.slice(0, 1_000) } : {}),
      },
    });
    // What a restart takes down must not come back by itself before its turn.
    const holding = new Set(action === 'redeploy' || action === 'restart' ? steps.map((step) => step.name) : []);
    const release = supervisor.hold(holding, `waits for its turn in ${action}`);
    const results: Steps['steps'] = [];
    const failed = new Set<string>();
    try {
      for (const level of groupByLevel(steps)) {
        await Promise.all(level.map((index) => doStep(index)));
      }
    } finally {
      release();
    }
    return { steps: results, ...(leftOut.length > 0 ? { leftOut } : {}) };

    async function doStep(index: number): Promise<void> {
      const step = steps[index] as PlanStep;
      const slot = supervisor.slots.get(step.name);
      const needs = slot ? Object.keys(slot.declared.descriptor.dependsOn) : [];
      const skipped = !slot || (step.act === 'start' && needs.some((name) => failed.has(name)));
      const tell = (state: 'running' | 'done' | 'failed' | 'skipped', error?: WireError) =>
        say({
          type: 'plan.stepped',
          subject,
          cause: made,
          body: { planId, step: index, state, ...(error ? { error } : {}) },
        });
      const from = slot?.state ?? step.from;
      if (skipped) {
        failed.add(step.name);
        const error = new AppError('CANCELLED', `${step.name} was left out: what it needs did not come up.`).toWire();
        tell('skipped', error);
        results.push({ name: step.name, from, to: from, error });
        return;
      }
      const position = tell('running');
      if (step.act === 'start') release(step.name);
      const error =
        step.act === 'start'
          ? await startOne(slot, action, position, signal, wanted.has(step.name))
          : await stopOne(slot, action, position);
      if (error) failed.add(step.name);
      tell(error ? 'failed' : 'done', error ?? undefined);
      results.push({ name: step.name, from, to: slot.state, ...(error ? { error } : {}) });
    }
  }

  return { plan, run };
}

const UP: ReadonlySet<string> = new Set(['running', 'degraded', 'completed']);
const WORDS: Readonly<Record<PlanAction, string>> = {
  deploy: 'deployed by hand',
  undeploy: 'undeployed by hand',
  redeploy: 'redeployed by hand',
  restart: 'restarted by hand',
};

/** Whether a start has come to an end that more waiting does not change. */
function isDecided(slot: Slot): boolean {
  return slot.state === 'waiting'
    ? slot.waitingOn.length > 0
    : slot.state !== 'starting' && slot.state !== 'stopping' && slot.state !== 'backing-off';
}

function groupByLevel(steps: readonly PlanStep[]): number[][] {
  const levels = new Map<number, number[]>();
  for (const [index, step] of steps.entries()) levels.set(step.level, [...(levels.get(step.level) ?? []), index]);
  return [...levels].sort(([one], [other]) => one - other).map(([, indexes]) => indexes);
}
