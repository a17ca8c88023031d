import type { ActionOutput } from '../../../shared/actions/all.ts';
import { columns, errorText, timeText, visible } from '../terminal.ts';
import { APP_OPTIONS, findApp, type Word, wholeNumber } from './word.ts';

/** `jobs`: what ran, runs and waits; or one job with its output. */
export const jobsWord: Word = {
  usage: 'jobs [ID] [--tool T] [--status S] [--limit N] [--json] [--workspace PATH]',
  summary: 'List the jobs, newest first, or show one of them with its output.',
  details: [
    '--tool T    only jobs of this tool',
    '--status S  only these, e.g. failed,timed-out',
    '--limit N   at most this many (50; 500 at most)',
    'A job is cancelled with: signalbox act job.cancel \'{"jobId": "…"}\'',
  ],
  options: { ...APP_OPTIONS, tool: { type: 'string' }, status: { type: 'string' }, limit: { type: 'string' } },
  operands: [0, 1],
  async run(args, io) {
    const [id] = args.operands;
    const limit = wholeNumber(args, 'limit', 500);
    const app = await findApp(args, io);
    if (id !== undefined) {
      const job = (await app.call('job', { jobId: id })) as ActionOutput<'job'>;
      if (args.has('json')) io.stdout.write(`${JSON.stringify(job, null, 2)}\n`);
      else {
        io.stdout.write(job.stdout);
        io.stderr.write(job.stderr);
        io.stderr.write(summaryOf(job));
      }
      return 0;
    }
    const tool = args.text('tool');
    const status = args.text('status')?.split(',').filter(Boolean);
    const query = { ...(tool ? { tool } : {}), ...(status ? { status } : {}), ...(limit ? { limit } : {}) };
    const { jobs, next } = (await app.call('jobs', query)) as ActionOutput<'jobs'>;
    if (args.has('json')) io.stdout.write(`${JSON.stringify({ jobs, next }, null, 2)}\n`);
    else if (jobs.length === 0) io.stdout.write('No jobs yet.\n');
    else io.stdout.write(columns([['job', 'accepted', 'command', 'status', 'exit', 'took', 'by'], ...jobs.map(rowOf)]));
    return 0;
  },
};

type Row = ActionOutput<'jobs'>['jobs'][number];

function rowOf({ id, acceptedAt, tool, command, status, exitCode, ms, by }: Row): string[] {
  const took = ms === null ? '-' : `${(ms / 1_000).toFixed(1)} s`;
  return [id, timeText(acceptedAt), `${tool}/${command}`, status, exitCode === null ? '-' : String(exitCode), took, by];
}

function summaryOf({ job, argv }: ActionOutput<'job'>): string {
  const line = argv.map(visible).join(' ');
  return `\n${job.tool}/${job.command} ${job.status}: ${line}\n${job.error ? errorText(job.error) : ''}`;
}
