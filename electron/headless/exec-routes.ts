import type { ActionAnswer, ActionOutput } from '../../shared/actions/all.ts';
import { AppError } from '../../shared/errors.ts';
import { sendJson } from './answers.ts';
import { type ApiCall, keyOf, optionsOf } from './api.ts';
import { streamJob } from './exec-stream.ts';
import { toolInReferenceShape } from './exec-tools.ts';
import { checkQuery, listOf, numberOf, switchOf, textOf } from './query.ts';
import { readJsonObject } from './request-body.ts';

/** An address that runs tools or tells of jobs. */
export interface ExecRoute {
  readonly allow: string;
  answer(call: ApiCall): Promise<void>;
}

const READ = 'GET, HEAD';

/**
 * Who answers an address below `/exec`, or `/tools`. A tool may be called `jobs`: running it is a POST, and jobs have none.
 *
 * @throws AppError NOT_FOUND for an address that is not made of two parts, BAD_REQUEST for a job without an id
 */
export function execRouteOf(pathname: string, method: string): ExecRoute {
  if (pathname === '/tools') return { allow: READ, answer: answerTools };
  const parts = pathname.split('/').slice(2);
  const [first = '', second = ''] = parts;
  if (parts.length === 2 && first === 'jobs' && method !== 'POST') {
    if (second === '')
      throw new AppError('BAD_REQUEST', 'The id of the job is missing.', { hint: 'GET /exec/jobs/{id}' });
    const answer = method === 'DELETE' ? cancelJob : answerResult;
    return { allow: `${READ}, DELETE, POST`, answer: (call) => answer(call, idOf(second)) };
  }
  if (parts.length !== 2 || first === '' || second === '')
    throw new AppError('NOT_FOUND', 'There is nothing at this address: expected /exec/{tool}/{cmd}.', {
      hint: 'POST /exec/{tool}/{cmd} runs a command; GET /exec/jobs/{id} tells its result; GET /tools lists the tools.',
    });
  return { allow: 'POST', answer: (call) => runTool(call, nameOf(first), nameOf(second)) };
}

/** `POST /exec/{tool}/{cmd}`: accepts a job. */
async function runTool(call: ApiCall, tool: string, command: string): Promise<void> {
  const { query, request, response } = call;
  checkQuery(query, ['workspace']);
  countAct(call);
  const key = keyOf(request);
  const args = await readJsonObject(request, 'BAD_REQUEST');
  // The one name that objects have a meaning of their own for: it would be lost on the way, not refused.
  if (Object.hasOwn(args, '__proto__'))
    throw new AppError('INVALID_INPUT', 'No argument can be called `__proto__`.', { subject: '__proto__' });
  const options = { ...optionsOf(call), ...(key === undefined ? {} : { key }) };
  const answer = await call.workbench.call('job.run', { tool, command, args }, options);
  const { jobId, status } = resultIn<ActionOutput<'job.run'>>(answer);
  sendJson(response, 202, { job_id: jobId, status }, { Location: `/exec/jobs/${jobId}` });
}

/** `GET /exec/jobs/{id}`: the result so far, or with `stream` everything as it happens. */
async function answerResult(call: ApiCall, jobId: string): Promise<void> {
  const { query, request, response, workbench } = call;
  checkQuery(query, ['stream', 'workspace']);
  const streams = switchOf(query, 'stream') || request.headers.accept?.includes('text/event-stream');
  if (streams && request.method === 'GET') return followJob(call, jobId);
  sendJson(response, 200, await workbench.call('job.result', { jobId }, optionsOf(call)));
}

/** `DELETE /exec/jobs/{id}`: cancels; a job that has ended stays as it is. */
async function cancelJob(call: ApiCall, jobId: string): Promise<void> {
  checkQuery(call.query, ['workspace']);
  countAct(call);
  const answer = await call.workbench.call('job.cancel', { jobId }, optionsOf(call));
  const { status } = resultIn<ActionOutput<'job.cancel'>>(answer);
  sendJson(call.response, 200, { job_id: jobId, status });
}

/** `GET /tools`: the manifests that serve; an empty list when there are none. */
async function answerTools(call: ApiCall): Promise<void> {
  checkQuery(call.query, ['tool', 'at_least', 'workspace']);
  const tool = textOf(call.query, 'tool');
  const atLeast = textOf(call.query, 'at_least');
  const input = { ...(tool === undefined ? {} : { tool }), ...(atLeast === undefined ? {} : { atLeast }) };
  const answer = (await call.workbench.call('tools', input, optionsOf(call))) as ActionOutput<'tools'>;
  sendJson(call.response, 200, answer.tools.map(toolInReferenceShape));
}

/** `GET /api/v1/jobs`: a page of the history. */
export async function answerJobs(call: ApiCall): Promise<void> {
  const { query } = call;
  checkQuery(query, ['tool', 'command', 'status', 'text', 'before', 'limit', 'workspace']);
  const named = ['tool', 'command', 'text', 'before'].flatMap((name) => {
    const value = textOf(query, name);
    return value === undefined ? [] : [[name, value]];
  });
  const status = listOf(query, 'status');
  const limit = numberOf(query, 'limit');
  const input = {
    ...Object.fromEntries(named),
    ...(status === undefined ? {} : { status }),
    ...(limit === undefined ? {} : { limit }),
  };
  sendJson(call.response, 200, await call.workbench.call('jobs', input, optionsOf(call)));
}

/** `GET /api/v1/jobs/{id}`: one job with its output, out of the history too; with `follow` everything as it happens. */
export async function answerJob(call: ApiCall, jobId: string): Promise<void> {
  checkQuery(call.query, ['follow', 'workspace']);
  if (switchOf(call.query, 'follow') && call.request.method === 'GET') return followJob(call, jobId);
  sendJson(call.response, 200, await call.workbench.call('job', { jobId }, optionsOf(call)));
}

async function followJob(call: ApiCall, jobId: string): Promise<void> {
  const { bearer, limits, request, response, workbench, closing } = call;
  if (!bearer.capabilities.has('read')) throw new AppError('FORBIDDEN', 'This token may not read.');
  const feed = await workbench.jobFeed(jobId, optionsOf(call).workspace);
  const after = lastIdOf(request.headers['last-event-id'], feed.lastId());
  if (after > 0 && feed.page(after, 1).ended) {
    // Nothing follows. Browsers that would return again and again are told so.
    response.writeHead(204, { 'Cache-Control': 'no-store' }).end();
    return;
  }
  const release = limits.connection(bearer.name);
  if (release === null) throw new AppError('RATE_LIMITED', 'This token already holds 20 connections.');
  streamJob(response, { jobId, feed, after, closing, onEnd: release });
}

/** Where a reader left off. An id that was never given says nothing: it gets everything. */
function lastIdOf(header: string | string[] | undefined, last: number): number {
  const id = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0;
  return id <= last ? id : 0;
}

function countAct({ limits, bearer }: ApiCall): void {
  if (!limits.act(bearer.name)) throw new AppError('RATE_LIMITED', 'More than 50 acts in one second with this token.');
}

/** The result of an act, which for these acts is there at once. */
function resultIn<R>(answer: unknown): R {
  if (typeof answer === 'object' && answer !== null && 'result' in answer) return (answer as ActionAnswer<R>).result;
  throw new AppError('DEADLINE', 'It was not taken on in time.');
}

function nameOf(part: string): string {
  if (/^[\w-]{1,200}$/.test(part)) return part;
  throw new AppError('NOT_FOUND', 'There is no tool or command of this name.', { hint: 'GET /tools lists them.' });
}

function idOf(part: string): string {
  if (/^[\w-]{1,80}$/.test(part)) return part;
  throw new AppError('NOT_FOUND', 'There is no job with this id.');
}
