import type { ActionName, ActionOutput, ActionRequest } from '../../shared/actions/all.ts';
import { COMPONENT_STATES } from '../../shared/component-state.ts';
import { fromWireError } from '../../shared/errors.ts';
import type { PlanAction, PlanLeftOut, PlanScope } from '../../shared/events/component.ts';
import { plural } from '../lib/format.ts';
import { type Toast, tell, tellFailure } from '../stores/toast-store.ts';
import { stateLook } from '../words/component-look.ts';
import { act, actAndTell, asAppError } from './calls.ts';

const STATES: ReadonlySet<string> = new Set(COMPONENT_STATES);

type Steps = ActionOutput<'component.deploy'>['steps'];

/** What is asked of some components. */
export interface PlanRequest {
  readonly action: PlanAction;
  readonly names: readonly string[];
  readonly scope: PlanScope;
  /** The preview that was agreed to. */
  readonly planId?: string | undefined;
  /** Undeploy also what others need. */
  readonly force?: boolean;
}

/** The words of each act: what it is called, and what failed to be done. */
export const PLAN_WORDS: Readonly<Record<PlanAction, { readonly verb: string; readonly not: string }>> = {
  deploy: { verb: 'Deploy', not: 'not deployed' },
  undeploy: { verb: 'Undeploy', not: 'not undeployed' },
  redeploy: { verb: 'Redeploy', not: 'not redeployed' },
  restart: { verb: 'Restart', not: 'not restarted' },
};

/** Does what was asked and tells what was observed of it; an undeploy can be undone for as long as its toast stands. */
export async function runPlan(request: PlanRequest): Promise<void> {
  const { action, names } = request;
  try {
    const { result } = await callPlan(request);
    tellSteps(action, result.steps, action === 'undeploy' ? undoOf(result.steps) : null, result.leftOut);
  } catch (thrown) {
    tellFailure(`${namesWords(names)} ${PLAN_WORDS[action].not}`, asAppError(thrown));
  }
}

function callPlan({ action, names, scope, planId, force = false }: PlanRequest) {
  const input = { names: [...names], scope };
  const planned = { ...input, ...(planId === undefined ? {} : { planId }) };
  switch (action) {
    case 'deploy':
      return act('component.deploy', planned);
    case 'undeploy':
      return act('component.undeploy', { ...planned, force });
    case 'redeploy':
      return act('component.redeploy', planned);
    case 'restart':
      return act('component.restart', input);
  }
}

function tellSteps(
  action: PlanAction,
  steps: Steps,
  undo: Toast['action'],
  leftOut: readonly PlanLeftOut[] = [],
): void {
  const failed = steps.find((step) => step.error !== undefined);
  if (failed?.error) {
    const error = fromWireError(failed.error);
    const many = steps.filter((step) => step.error !== undefined).length;
    tellFailure(`${failed.name} ${PLAN_WORDS[action].not}${many > 1 ? ` and ${many - 1} more` : ''}`, error);
    return;
  }
  const rest =
    leftOut.length === 0
      ? ''
      : `, ${plural(leftOut.length, 'other')} left as ${leftOut.length === 1 ? 'it is' : 'they are'}`;
  tell(`${observedWords(steps)}${rest}`, undo);
}

/** What was seen of some steps: each component with its last state, or how many came to which. */
export function observedWords(steps: Steps): string {
  const last = new Map(steps.map(({ name, to }) => [name, to]));
  if (last.size === 0) return 'Nothing had to be done';
  if (last.size === 1) return [...last].map(([name, to]) => `${name} is ${wordOf(to)}`).join('');
  const counts = new Map<string, number>();
  for (const to of last.values()) counts.set(to, (counts.get(to) ?? 0) + 1);
  return [...counts].map(([to, count]) => `${count} ${wordOf(to)}`).join(', ');
}

function undoOf(steps: Steps): Toast['action'] {
  const downed = steps.filter(({ from }) => from !== 'stopped' && from !== 'disabled').map(({ name }) => name);
  const names = [...new Set(downed)];
  if (names.length === 0) return null;
  return { label: 'Undo', run: () => void runPlan({ action: 'deploy', names, scope: 'only' }) };
}

/** Names of components as one thing: the name, or how many. */
export function namesWords(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : plural(names.length, 'component');
}

/** Lets the file decide again whether a component is up. */
export function followFile(name: string): Promise<void> {
  return one('component.followFile', { name }, `${name} follows its file`, `${name} does not follow its file`);
}

/** Applies a change that waits for calls to end. */
export function applyNow(name: string): Promise<void> {
  return one('component.applyNow', { name }, `${name}: the change is applied`, `${name}: the change still waits`);
}

/** Lets a component run on as it is. */
export function cancelPending(name: string): Promise<void> {
  return one('component.cancelPending', { name }, `${name} runs on as it is`, `${name}: the change still waits`);
}

/** Ends every process of a run at once. */
export function killNow(runId: string, name: string): Promise<void> {
  return one('run.killNow', { runId }, `${name} was killed`, `${name} was not killed`);
}

const DECISIONS = {
  adopted: 'is watched again',
  killed: 'was killed',
  gone: 'had ended by itself',
  'not-ours': 'is not ours any more and was left alone',
} as const;

/** Decides on a process that an earlier host left behind. */
export async function decideOrphan(
  how: 'orphan.adopt' | 'orphan.kill',
  { pid, startTime }: { readonly pid: number; readonly startTime: string },
): Promise<void> {
  try {
    const { result } = await act(how, { pid, startTime });
    tell(`Process ${pid} ${DECISIONS[result.decision]}`);
  } catch (thrown) {
    tellFailure(`Process ${pid} was not decided on`, asAppError(thrown));
  }
}

async function one<N extends ActionName>(
  name: N,
  input: ActionRequest<N>,
  done: string,
  failed: string,
): Promise<void> {
  await actAndTell(name, input, { done, failed });
}

function wordOf(state: string): string {
  return isState(state) ? stateLook(state).word : state;
}

function isState(text: string): text is Parameters<typeof stateLook>[0] {
  return STATES.has(text);
}
