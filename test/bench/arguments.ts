import { GOALS, type Goal } from './result.ts';

/** What `npm run bench` was asked for. */
export interface BenchArguments {
  readonly only: readonly Goal[];
  readonly json: boolean;
  readonly force: boolean;
  readonly runs: number;
}

const RUNS = 5;

/** Reads the arguments; answers a sentence about the first one that makes no sense. */
export function readArguments(args: readonly string[]): BenchArguments | string {
  let only: readonly Goal[] = GOALS;
  let runs = RUNS;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? '';
    if (argument === '--json' || argument === '--force') continue;
    const [name, given] = argument.split('=', 2);
    const value = given ?? args[++index] ?? '';
    if (name === '--only') {
      const asked = value.split(',').map((one) => one.trim().toUpperCase());
      const unknown = asked.find((one) => !GOALS.some((goal) => goal === one));
      if (unknown !== undefined)
        return `There is no bench of ${unknown || 'nothing'}: choose from ${GOALS.join(', ')}.`;
      only = GOALS.filter((goal) => asked.includes(goal));
    } else if (name === '--runs') {
      runs = Number(value);
      if (!Number.isInteger(runs) || runs < 1 || runs > 100) return '--runs takes a whole number from 1 to 100.';
    } else return `There is no option ${argument}: --only G1,G2  --runs N  --json  --force`;
  }
  return { only, runs, json: args.includes('--json'), force: args.includes('--force') };
}
