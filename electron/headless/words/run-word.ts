import type { ActionAnswer, ActionOutput } from '../../../shared/actions/all.ts';
import { AppError } from '../../../shared/errors.ts';
import { readEvents } from '../event-reader.ts';
import type { RunningApp } from '../running-app.ts';
import { type CliIo, visible } from '../terminal.ts';
import { readAll } from './act-word.ts';
import { APP_OPTIONS, type Args, findApp, type Word } from './word.ts';

/** Exit codes for jobs that did not end by an exit code of their own. */
const EXITS = { completed: 0, failed: 1, cancelled: 6, 'timed-out': 7 } as const;
const MOST_ARGUMENTS = 200;

/** `run`: runs a command of a tool as a job, and shows what it writes. */
export const runWord: Word = {
  usage: 'run TOOL/COMMAND [NAME=VALUE... | -] [--save NAME] [--no-wait] [--json] [--workspace PATH]',
  summary: 'Run a command of a tool as a job, show its output, and end with its exit code.',
  details: [
    '-            read the arguments as a JSON object from stdin: secret ones do not show in the list of processes',
    '--save NAME  remember the arguments under this name, without secret ones',
    '--no-wait    print the id of the job and go on',
    '--json       print the whole job as JSON when it has ended',
    'Exit code: that of the command; 6 when the job was cancelled, 7 when its time was over.',
    'Ctrl+C ends the watching, not the job: signalbox act job.cancel \'{"jobId": "…"}\'',
  ],
  options: { ...APP_OPTIONS, save: { type: 'string' }, 'no-wait': { type: 'boolean' } },
  operands: [1, MOST_ARGUMENTS],
  async run(args, io) {
    const [key = '', ...given] = args.operands;
    const [tool = '', command = '', ...rest] = key.split('/');
    if (tool === '' || command === '' || rest.length > 0)
      throw new AppError('BAD_REQUEST', `"${visible(key)}" is no TOOL/COMMAND.`, { hint: 'e.g. devbox/restart' });
    const input = { tool, command, args: await argumentsOf(given, io), ...saved(args) };
    const app = await findApp(args, io);
    const { result } = (await app.call('job.run', input)) as ActionAnswer<ActionOutput<'job.run'>>;
    if (args.has('no-wait')) {
      io.stdout.write(args.has('json') ? `${JSON.stringify(result)}\n` : `${result.jobId}\n`);
      return 0;
    }
    await follow(app, result.jobId, args.has('json') ? null : io);
    const whole = (await (await app.get(`jobs/${result.jobId}`)).json()) as ActionOutput<'job'>;
    if (args.has('json')) io.stdout.write(`${JSON.stringify(whole, null, 2)}\n`);
    else if (whole.job.error) io.stderr.write(`signalbox: ${visible(whole.job.error.message)}\n`);
    return exitOf(whole.job);
  },
};

function saved(args: Args): { saveAs?: string } {
  const name = args.text('save');
  return name === undefined ? {} : { saveAs: name };
}

async function argumentsOf(given: readonly string[], io: CliIo): Promise<Record<string, unknown>> {
  if (given.length === 1 && given[0] === '-') return objectIn(await readAll(io));
  const pairs = given.map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
    throw new AppError('BAD_REQUEST', `"${visible(text)}" is no NAME=VALUE.`);
  });
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) !== index);
  if (twice) throw new AppError('BAD_REQUEST', `The argument "${visible(twice[0])}" is given twice.`);
  return Object.fromEntries(pairs);
}

function objectIn(text: string): Record<string, unknown> {
  const hint = 'Send the arguments as {"name": "value"}.';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    throw new AppError('BAD_REQUEST', 'What stdin holds is not JSON.', { hint, cause: error });
  }
  throw new AppError('BAD_REQUEST', 'What stdin holds is no JSON object.', { hint });
}

/** Shows what a job writes until it has ended. */
async function follow(app: RunningApp, jobId: string, io: CliIo | null): Promise<void> {
  const { body } = await app.get(`jobs/${jobId}?follow=1`);
  if (body === null) throw new AppError('HOST_LOST', 'The stream of the job is empty.');
  try {
    for await (const { event, data } of readEvents(body)) {
      const {
        line = '',
        part = false,
        missed,
      } = JSON.parse(data) as { line?: string; part?: boolean; missed?: number };
      const end = part ? '' : '\n';
      if (event === 'job.stdout') io?.stdout.write(`${line}${end}`);
      else if (event === 'job.stderr') io?.stderr.write(`${line}${end}`);
      else if (event === 'job.gap')
        io?.stderr.write(`signalbox: ${missed} lines came faster than they could be shown.\n`);
    }
  } catch (error) {
    throw new AppError('HOST_LOST', 'The connection to Signalbox broke; the job may go on.', {
      hint: `Ask for it: signalbox jobs ${jobId}`,
      cause: error,
    });
  }
}

function exitOf({ status, exitCode }: ActionOutput<'job'>['job']): number {
  if (status === 'accepted' || status === 'queued' || status === 'running') return 8;
  return status === 'failed' && exitCode !== null && exitCode > 0 ? exitCode : EXITS[status];
}
