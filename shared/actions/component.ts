import { z } from 'zod';
import { planAction, planLeftOut, planScope, planStep } from '../events/component.ts';
import { wireError } from '../events/fields.ts';
import { action, query } from './row.ts';

const name = z.string().min(1);
/** One component, or several; scopes are expanded into a plan first. */
const which = {
  name: name.optional(),
  names: z.array(name).min(1).max(1_000).optional(),
  scope: planScope.default('only'),
};
const steps = z.object({
  steps: z.array(z.object({ name: z.string(), from: z.string(), to: z.string(), error: wireError.optional() })),
  /** Dependents that a redeploy or restart left as they are, and why. */
  leftOut: z.array(planLeftOut).optional(),
});
const one = z.object({ name: z.string(), state: z.string() });
/** How long a start took from its call to ready, by the last healthy runs: the middle of so many. */
const estimate = z.object({ ms: z.number(), runs: z.number().int() });
const run = z.object({
  id: z.string(),
  component: z.string(),
  number: z.number().int(),
  pid: z.number().int(),
  containment: z.string(),
  descriptorVersion: z.number().int(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  code: z.number().nullable(),
  signal: z.string().nullable(),
  words: z.string().nullable(),
  /** It was ready, or ran long enough to count as healthy where nothing tells readiness. */
  healthy: z.boolean(),
  /** Its component was up while it ran. */
  up: z.boolean(),
  cause: z.string().nullable(),
});

/** Acts on components, their runs and what earlier hosts left behind. */
export const componentActions = {
  'component.deploy': action('Deploy components', z.strictObject({ ...which, planId: z.string().optional() }), steps, {
    runs: true,
  }),
  'component.undeploy': action(
    'Undeploy components',
    z.strictObject({ ...which, planId: z.string().optional(), force: z.boolean().default(false) }),
    steps,
    { destructive: true },
  ),
  'component.redeploy': action(
    'Redeploy components',
    z.strictObject({ ...which, planId: z.string().optional() }),
    steps,
    { runs: true },
  ),
  'component.restart': action('Restart components now', z.strictObject({ ...which }), steps, {
    destructive: true,
    runs: true,
  }),
  'component.followFile': action('Follow the file again', z.strictObject({ name }), one),
  'component.applyNow': action('Apply a waiting change now', z.strictObject({ name }), one, { runs: true }),
  'component.cancelPending': action('Keep running as it is', z.strictObject({ name }), one),
  'run.killNow': action('Kill a run now', z.strictObject({ runId: z.string().min(1) }), one, { destructive: true }),
  'orphan.adopt': action(
    'Adopt a leftover process',
    z.strictObject({ pid: z.number().int().positive(), startTime: z.string() }),
    z.object({ decision: z.enum(['adopted', 'killed', 'gone', 'not-ours']) }),
    { runs: true },
  ),
  'orphan.kill': action(
    'Kill a leftover process',
    z.strictObject({ pid: z.number().int().positive(), startTime: z.string() }),
    z.object({ decision: z.enum(['adopted', 'killed', 'gone', 'not-ours']) }),
    { destructive: true },
  ),
  'component.plan': query(
    'What an act would do, in order',
    z.strictObject({
      action: planAction,
      names: z.array(name).min(1).max(1_000),
      scope: planScope.default('only'),
      force: z.boolean().default(false),
    }),
    z.object({
      planId: z.string(),
      steps: z.array(planStep.extend({ estimate: estimate.optional() })),
      leftOut: z.array(planLeftOut).default([]),
      unaffected: z.number().int(),
    }),
  ),
  runs: query(
    'Runs of a component, newest first',
    z.strictObject({ component: name, limit: z.number().int().min(1).max(500).default(50) }),
    z.object({ runs: z.array(run) }),
  ),
  'run.differences': query(
    'What a run was started with otherwise than the last healthy one before it',
    z.strictObject({ component: name, runId: z.string().min(1) }),
    z.object({
      against: z.object({ id: z.string(), number: z.number().int(), version: z.number().int() }).nullable(),
      /** Whether it is known what both were started with. */
      known: z.boolean(),
      changes: z.array(
        z.object({
          what: z.enum(['cwd', 'file', 'variable', 'reference']),
          name: z.string(),
          old: z.string().nullable(),
          new: z.string().nullable(),
        }),
      ),
    }),
  ),
  'run.tail': query(
    'The end of what a run wrote, secrets masked',
    z.strictObject({ runId: z.string().min(1) }),
    z.object({ stdout: z.string(), stderr: z.string() }),
  ),
  descriptor: query(
    'The descriptor of a component as it is on disk, loaded and running; secrets masked',
    z.strictObject({ name }),
    z.object({
      name: z.string(),
      disk: z.unknown().nullable(),
      loaded: z.unknown().nullable(),
      running: z.unknown().nullable(),
    }),
  ),
  processes: query(
    'Processes of a run, as a tree',
    z.strictObject({ runId: z.string().min(1) }),
    z.object({
      processes: z.array(
        z.object({ pid: z.number(), parent: z.number(), command: z.string(), by: z.array(z.string()) }),
      ),
    }),
  ),
  environment: query(
    'PATH and variables that components are started with; values masked',
    z.strictObject({}),
    z.object({
      shell: z.string(),
      path: z.array(z.string()),
      variables: z.record(z.string(), z.string()),
      readAt: z.number().nullable(),
      fault: z.string().nullable(),
    }),
  ),
  'environment.read': action('Read the login shell’s PATH again', z.strictObject({}), z.object({}), { runs: true }),
};
