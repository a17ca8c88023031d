import type { ActionAnswer, ActionOutput } from '../../../shared/actions/all.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PlanAction, PlanScope } from '../../../shared/events/component.ts';
import { columns, errorText, visible } from '../terminal.ts';
import { APP_OPTIONS, type Args, findApp, type Word } from './word.ts';

/** Most components that one line may name. */
const MOST_NAMES = 1_000;
const FAILED = 1;

/** `deploy`: brings components up by hand. */
export const deployWord = planWord('deploy', 'Bring components up, whatever their files say.', 'needs');

/** `undeploy`: takes components down by hand. */
export const undeployWord = planWord('undeploy', 'Take components down, whatever their files say.', 'dependents');

/** `redeploy`: takes components down and brings them up again. */
export const redeployWord = planWord('redeploy', 'Take components down and bring them up again.', 'dependents');

function planWord(
  action: Extract<PlanAction, 'deploy' | 'undeploy' | 'redeploy'>,
  summary: string,
  wide: PlanScope,
): Word {
  const also = wide === 'needs' ? 'what they need' : 'what needs them';
  return {
    usage: `${action} NAME... [--${wide}] [--dry-run]${action === 'undeploy' ? ' [--force]' : ''} [--json] [--workspace PATH]`,
    summary,
    details: [
      `--${wide}  ${also} as well, in the right order`,
      '--dry-run  say what would be done, in order, and do nothing',
      ...(action === 'undeploy' ? ['--force  even while others need them'] : []),
      'Exit code 1 when a step did not come out.',
    ],
    options: {
      ...APP_OPTIONS,
      [wide]: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      ...(action === 'undeploy' ? { force: { type: 'boolean' as const } } : {}),
    },
    operands: [1, MOST_NAMES],
    async run(args, io) {
      const app = await findApp(args, io);
      const names = [...args.operands];
      const scope: PlanScope = args.has(wide) ? wide : 'only';
      if (args.has('dry-run')) {
        const plan = (await app.call('component.plan', { action, names, scope })) as ActionOutput<'component.plan'>;
        const rows = plan.steps.map(({ name, act, from, to }) => [act, visible(name), from, `→ ${to}`]);
        io.stdout.write(args.has('json') ? `${JSON.stringify(plan, null, 2)}\n` : columns(rows));
        return 0;
      }
      const input = { names, scope, ...forced(action, args) };
      const answer = await app.call(`component.${action}`, input);
      const { steps } = resultOf(answer);
      if (args.has('json')) io.stdout.write(`${JSON.stringify(steps, null, 2)}\n`);
      else io.stdout.write(columns(steps.map(({ name, from, to }) => [visible(name), from, `→ ${to}`])));
      for (const { error } of steps) if (error) io.stderr.write(errorText(error));
      return steps.some(({ error }) => error) ? FAILED : 0;
    },
  };
}

function forced(action: string, args: Args): { force?: true } {
  return action === 'undeploy' && args.has('force') ? { force: true } : {};
}

/** The steps of an act that has ended; one that goes on is told how to be asked for. */
function resultOf(answer: unknown): ActionOutput<'component.deploy'> {
  if (typeof answer === 'object' && answer !== null && 'result' in answer)
    return (answer as ActionAnswer<ActionOutput<'component.deploy'>>).result;
  const actionId = String(Reflect.get(Object(answer), 'actionId'));
  throw new AppError('DEADLINE', 'It goes on: not everything has come up or down yet.', {
    hint: `Ask for it: signalbox act action.get '${JSON.stringify({ actionId })}'`,
  });
}
