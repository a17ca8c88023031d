import { AppError, ERRORS, toWireError } from '../../shared/errors.ts';
import { NothingRuns } from './running-app.ts';
import { type CliIo, columns, errorText } from './terminal.ts';
import { actWord } from './words/act-word.ts';
import { actionsWord } from './words/actions-word.ts';
import { componentsWord } from './words/components-word.ts';
import { deployWord, redeployWord, undeployWord } from './words/deploy-words.ts';
import { eventsWord } from './words/events-word.ts';
import { explainWord } from './words/explain-word.ts';
import { jobsWord } from './words/jobs-word.ts';
import { logsWord } from './words/logs-word.ts';
import { problemsWord } from './words/problems-word.ts';
import { runWord } from './words/run-word.ts';
import { sealWord } from './words/seal-word.ts';
import { serveWord } from './words/serve-word.ts';
import { statusWord } from './words/status-word.ts';
import { parseWord, type Word } from './words/word.ts';

const WORDS: Readonly<Record<string, Word>> = {
  serve: serveWord,
  status: statusWord,
  problems: problemsWord,
  components: componentsWord,
  deploy: deployWord,
  undeploy: undeployWord,
  redeploy: redeployWord,
  run: runWord,
  jobs: jobsWord,
  logs: logsWord,
  events: eventsWord,
  actions: actionsWord,
  explain: explainWord,
  act: actWord,
  seal: sealWord,
};

/** Exit code of every word that needs a running app when there is none. */
const EXIT_NOTHING_RUNS = 3;

/** What `runCli` is given; `process` will do. What is left out is that of the process. */
export type RunCliIo = Pick<CliIo, 'stdout' | 'stderr' | 'env'> & Partial<Pick<CliIo, 'stdin' | 'folder'>>;

/**
 * Runs one line of the command line: a word and what follows it. Answers the exit code; errors are printed with what
 * to do about them and never thrown.
 */
export async function runCli(argv: readonly string[], given: RunCliIo): Promise<number> {
  const { stdout, stderr, env, stdin = process.stdin, folder = process.cwd() } = given;
  const io: CliIo = { stdout, stderr, env, stdin, folder };
  const [name = 'help', ...rest] = argv;
  try {
    if (['help', '--help', '-h'].includes(name)) return help(rest[0], io);
    const word = wordOf(name);
    if (rest.includes('--help') || rest.includes('-h')) return help(name, io);
    return await word.run(parseWord(word, rest), io);
  } catch (error) {
    const wire = toWireError(error);
    io.stderr.write(`signalbox: ${errorText(wire)}`);
    if (!(error instanceof AppError) && error instanceof Error) io.stderr.write(`${error.stack}\n`);
    return error instanceof NothingRuns ? EXIT_NOTHING_RUNS : ERRORS[wire.code].exit;
  }
}

function wordOf(name: string): Word {
  const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (word) return word;
  throw new AppError('BAD_REQUEST', `There is no word "${name}".`, {
    hint: `Words: ${Object.keys(WORDS).join(', ')}, help.`,
  });
}

function help(name: string | undefined, io: CliIo): number {
  if (name === undefined) {
    const rows = Object.entries(WORDS).map(([word, { summary }]) => [`  ${word}`, summary]);
    io.stdout.write(`Usage: signalbox WORD ...\n\n${columns([...rows, ['  help [WORD]', 'Say how a word is used.']])}`);
    return 0;
  }
  const { usage, summary, details } = wordOf(name);
  io.stdout.write(`Usage: signalbox ${usage}\n\n${summary}\n\n${details.map((line) => `${line}\n`).join('')}`);
  return 0;
}
