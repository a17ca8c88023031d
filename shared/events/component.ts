import { z } from 'zod';
import { COMPONENT_STATES } from '../component-state.ts';
import { wireError } from './fields.ts';

const state = z.enum(COMPONENT_STATES);
export const dependencyCondition = z.enum(['started', 'healthy', 'completed']);

export const waitingOn = z.object({
  sort: z.enum(['dependency', 'trust', 'orphan', 'plan', 'lock']),
  name: z.string(),
  why: z.string(),
});

/** One step of a plan: what is done to which component, after which others. */
export const planStep = z.object({
  name: z.string(),
  act: z.enum(['start', 'stop']),
  /** Steps with the same level may run at once; a level begins when the one before it has ended. */
  level: z.number().int(),
  from: state,
  to: state,
});
export type PlanStep = z.infer<typeof planStep>;

/** A component that a scope reaches, and that a plan does nothing about. */
export const planLeftOut = z.object({ name: z.string(), why: z.string() });
export type PlanLeftOut = z.infer<typeof planLeftOut>;

export const planAction = z.enum(['deploy', 'undeploy', 'redeploy', 'restart']);
export type PlanAction = z.infer<typeof planAction>;
export const planScope = z.enum(['only', 'needs', 'dependents']);
export type PlanScope = z.infer<typeof planScope>;

/** What became of components: declared, wanted, and what they are. The subject is `component:<name>`. */
export const componentEvents = {
  'component.declared': z.object({
    type: z.string(),
    /** Id of the definition that declares it; null when code registered it. */
    definition: z.string().nullable(),
    version: z.number().int(),
    hash: z.string(),
    enabled: z.boolean(),
    dependsOn: z.record(z.string(), dependencyCondition),
    /** What is alive runs this very content, so it counts as this version from now on. */
    runs: z.boolean().optional(),
  }),
  'component.desired': z.object({
    desired: z.enum(['up', 'down']),
    override: z.enum(['up', 'down']).nullable(),
    by: z.enum(['file', 'user', 'trust']),
  }),
  'component.changed': z.object({
    from: state,
    to: state,
    reason: z.string(),
    waitingOn: z.array(waitingOn).max(50).optional(),
    retryAt: z.number().optional(),
    attempt: z.number().int().optional(),
    restarts: z.number().int().optional(),
    run: z.string().optional(),
    escaped: z.number().int().optional(),
    error: wireError.optional(),
    reverted: z.boolean().optional(),
  }),
  /** A change of the descriptor waits until the calls in flight have ended; null when it waits no longer. */
  'component.pending': z.object({ pending: z.object({ calls: z.number().int() }).nullable() }),
  'component.forgotten': z.object({}),
  'probe.changed': z.object({
    probe: z.string(),
    purpose: z.enum(['startup', 'readiness', 'liveness']),
    from: z.enum(['unknown', 'passing', 'failing']),
    to: z.enum(['unknown', 'passing', 'failing']),
    why: z.string(),
    streak: z.number().int(),
  }),
  /** The subject is `plan:<planId>`. */
  'plan.made': z.object({
    planId: z.string(),
    action: planAction,
    scope: planScope,
    names: z.array(z.string()),
    steps: z.array(planStep).max(1_000),
    leftOut: z.array(planLeftOut).max(1_000).optional(),
  }),
  'plan.stepped': z.object({
    planId: z.string(),
    step: z.number().int(),
    state: z.enum(['running', 'done', 'failed', 'skipped']),
    error: wireError.optional(),
  }),
};
