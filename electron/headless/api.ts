import type { IncomingMessage, ServerResponse } from 'node:http';
import { actionRows, isActionName } from '../../shared/actions/all.ts';
import { AppError } from '../../shared/errors.ts';
import { parsePosition } from '../../shared/position.ts';
import type { Caller, Workbench } from '../core/doors.ts';
import { sendJson } from './answers.ts';
import { etagOf, matchesEtag } from './etag.ts';
import { streamEvents } from './event-stream.ts';
import type { Limits } from './limits.ts';
import { checkQuery, listOf, numberOf, switchOf, textOf, wordOf } from './query.ts';
import { readJsonObject } from './request-body.ts';
import type { Bearer } from './tokens.ts';

/** One request to the API, already known to come from us and to carry a token. */
export interface ApiCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly bearer: Bearer;
  readonly workbench: Workbench;
  readonly limits: Limits;
  /** Aborted when the server closes: streams end then. */
  readonly closing: AbortSignal;
}

/** `GET /api/v1/snapshot`: what is true now, or 304 when the asker already has it. */
export async function answerSnapshot(call: ApiCall): Promise<void> {
  checkQuery(call.query, ['parts', 'workspace']);
  const { workbench, request, response } = call;
  const options = optionsOf(call);
  const caching = { 'Cache-Control': 'private, no-cache' };
  const etag = etagOf(workbench.position(options.workspace));
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    response.writeHead(304, { ...caching, ETag: etag }).end();
    return;
  }
  const parts = listOf(call.query, 'parts');
  const snapshot = (await workbench.call('snapshot', parts ? { parts } : {}, options)) as Record<string, unknown>;
  const position = snapshot['position'] as { epoch: string; seq: number } | undefined;
  sendJson(response, 200, snapshot, { ...caching, ETag: position ? etagOf(position) : etag });
}

/** `GET /api/v1/events`: a page of the journal, or with `follow` a stream of it. */
export async function answerEvents(call: ApiCall): Promise<void> {
  const { query, request, response } = call;
  checkQuery(query, ['since', 'before', 'types', 'subject', 'limit', 'follow', 'workspace']);
  const types = listOf(query, 'types');
  const subject = textOf(query, 'subject');
  const since = sinceOf(call);
  if (switchOf(query, 'follow') || request.headers.accept?.includes('text/event-stream')) {
    return followEvents(call, { types, subject, since });
  }
  const before = numberOf(query, 'before');
  const limit = numberOf(query, 'limit');
  const input = {
    ...(since === undefined ? {} : { since }),
    ...(before === undefined ? {} : { before }),
    ...(types === undefined ? {} : { types }),
    ...(subject === undefined ? {} : { subject }),
    ...(limit === undefined ? {} : { limit }),
  };
  sendJson(response, 200, await call.workbench.call('events', input, optionsOf(call)));
}

/** `POST /api/v1/actions/{name}`: calls one row of the table of acts. */
export async function answerAction(call: ApiCall, name: string): Promise<void> {
  const { query, request, response, limits, bearer } = call;
  checkQuery(query, ['wait', 'workspace']);
  if (!isActionName(name))
    throw new AppError('NOT_FOUND', `There is no action "${name}".`, { hint: 'GET /api/v1/actions lists them.' });
  if (!actionRows[name].reads && !limits.act(bearer.name)) {
    throw new AppError('RATE_LIMITED', 'More than 50 acts in one second with this token.');
  }
  const wait = wordOf(query, 'wait', ['done', 'none']);
  const key = keyOf(request);
  const input = await readJsonObject(request);
  const options = { ...optionsOf(call), wait, ...(key === undefined ? {} : { key }) };
  const answer = await call.workbench.call(name, input, options);
  sendJson(response, isPending(answer) ? 202 : 200, answer);
}

/** `GET /api/v1/actions`: every act with its input. */
export async function answerActions(call: ApiCall): Promise<void> {
  checkQuery(call.query, ['workspace']);
  sendJson(call.response, 200, await call.workbench.call('actions', {}, optionsOf(call)));
}

/** Who calls over HTTP: the command line says so in a header, everything else is a program. */
export function callerOf(request: IncomingMessage, bearer: Bearer): Caller {
  const door = request.headers['x-signalbox-door'] === 'cli' ? 'cli' : 'http';
  return { door, name: bearer.name, capabilities: bearer.capabilities, grants: bearer.grants };
}

interface Wanted {
  readonly types: readonly string[] | undefined;
  readonly subject: string | undefined;
  readonly since: string | undefined;
}

function followEvents(call: ApiCall, wanted: Wanted): void {
  const { workbench, bearer } = call;
  const options = optionsOf(call);
  if (!bearer.capabilities.has('read')) throw new AppError('FORBIDDEN', 'This token may not read.');
  const release = call.limits.connection(bearer.name);
  if (release === null) throw new AppError('RATE_LIMITED', 'This token already holds 20 connections.');
  const place = {
    ...(options.workspace === undefined ? {} : { workspace: options.workspace }),
    ...(wanted.since === undefined ? {} : { since: wanted.since }),
  };
  const types = wanted.types && new Set(wanted.types);
  const source = {
    follow: (onEvents: Parameters<Workbench['follow']>[1], onResync: (reason: string) => void) =>
      workbench.follow(place, onEvents, onResync),
    snapshot: () => workbench.call('snapshot', {}, options),
    wants: (event: { type: string; subject: string }) =>
      (!types || types.has(event.type)) && (wanted.subject === undefined || event.subject === wanted.subject),
  };
  try {
    streamEvents(call.response, source, call.closing, release);
  } catch (error) {
    release();
    throw error;
  }
}

/** Who calls, and which workspace is meant. */
export function optionsOf(call: ApiCall): { caller: Caller; workspace?: string } {
  const workspace = textOf(call.query, 'workspace');
  return { caller: callerOf(call.request, call.bearer), ...(workspace === undefined ? {} : { workspace }) };
}

/** Where a reader left off: the header a browser or a library sends by itself when it returns wins over the address. */
function sinceOf(call: ApiCall): string | undefined {
  const header = call.request.headers['last-event-id'];
  const since = typeof header === 'string' && header !== '' ? header : textOf(call.query, 'since');
  if (since !== undefined && parsePosition(since) === null) {
    throw new AppError('INVALID_INPUT', 'A position is written epoch:seq, with 16 hex digits before the colon.', {
      hint: 'Take it from the `position` of an answer, or from the id of an event.',
    });
  }
  return since;
}

/**
 * The idempotency key of a request.
 *
 * @throws AppError INVALID_INPUT
 */
export function keyOf(request: IncomingMessage): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new AppError('INVALID_INPUT', 'Idempotency-Key must be 1 to 200 printable characters without spaces.');
  }
  return key;
}

function isPending(answer: unknown): boolean {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'state' in answer &&
    answer.state === 'pending' &&
    !('outcome' in answer)
  );
}
