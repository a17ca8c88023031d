import type { Snapshot } from '../../../shared/snapshot.ts';
import type { Problem } from '../../../shared/state.ts';
import { columns, placeText, visible } from '../terminal.ts';
import { APP_OPTIONS, findApp, type Word } from './word.ts';

/** `problems`: what is wrong between files, and inside those that load. */
export const problemsWord: Word = {
  usage: 'problems [--check] [--json] [--workspace PATH]',
  summary: 'List names that nothing has, and what else is wrong in files that load.',
  details: [
    'One line a problem, in the order of files and lines: level, place, what is wrong; then what to do about it.',
    '--check  exit 1 while there is an error among them',
    '--json   every problem by its id, as the snapshot holds it',
  ],
  options: { ...APP_OPTIONS, check: { type: 'boolean' } },
  operands: [0, 0],
  async run(args, io) {
    const app = await findApp(args, io);
    const { problems } = (await (await app.get('snapshot?parts=problems')).json()) as Pick<Snapshot, 'problems'>;
    io.stdout.write(
      args.has('json') ? `${JSON.stringify(problems, null, 2)}\n` : problemsText(Object.values(problems)),
    );
    return args.has('check') && Object.values(problems).some(isError) ? 1 : 0;
  },
};

/** Problems as a person reads them on a terminal. */
export function problemsText(problems: readonly Problem[]): string {
  if (problems.length === 0) return 'No problems.\n';
  const ordered = [...problems].sort(
    (one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0) || (one.line ?? 0) - (other.line ?? 0),
  );
  const lines = ordered.map(({ level, path, line, column, message, hint }) =>
    [`${level ?? 'error'}  ${placeText({ path, line, column })}  ${visible(message)}`, `       ${visible(hint)}`].join(
      '\n',
    ),
  );
  const errors = problems.filter(isError).length;
  return `${lines.join('\n')}\n\n${columns([
    ['errors', String(errors)],
    ['warnings', String(problems.length - errors)],
  ])}`;
}

function isError({ level }: Problem): boolean {
  return level !== 'warning';
}
