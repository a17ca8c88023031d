import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../../shared/errors.ts';
import { PAGE_HEADERS } from '../../shared/page-headers.ts';
import type { Workbench } from '../core/doors.ts';
import { MethodError, sendJson } from './answers.ts';
import { type ApiCall, answerAction, answerActions, answerEvents, answerSnapshot } from './api.ts';
import { isExecAddress } from './exec-errors.ts';
import { answerJob, answerJobs, execRouteOf } from './exec-routes.ts';
import type { Limits } from './limits.ts';
import { checkOrigin, refuseTokenInQuery } from './origin.ts';
import { serveFile } from './static-files.ts';
import type { Tickets } from './tickets.ts';
import { type Bearer, bearerOf, bearerToken, type Tokens } from './tokens.ts';

/** Everything an address may need to answer. */
export interface Door {
  readonly workbench: Workbench;
  /** Resolves when the workbench may be asked. */
  readonly ready: Promise<void>;
  readonly tokens: Tokens;
  readonly rendererDir: string;
  readonly build: string;
  readonly port: number;
  readonly limits: Limits;
  readonly tickets: Tickets;
  /** Aborted when the server closes: streams end then. */
  readonly closing: AbortSignal;
}

/** An address of the API: the methods it has, and who answers. */
interface Route {
  readonly allow: string;
  answer(call: ApiCall): Promise<void>;
}

/**
 * Answers one request. The order decides what a stranger learns: first whether it was meant for us at all, then
 * whether the address exists, then the token, and only then anything about the workspace.
 *
 * @throws AppError for everything that is refused; the caller sends it
 */
export async function routeRequest(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  checkOrigin({ host: request.headers.host, origin: request.headers.origin }, door.port);
  const url = addressOf(request);
  refuseTokenInQuery(url.searchParams);
  if (url.pathname === '/healthz') {
    requireMethod(request, 'GET, HEAD');
    sendJson(response, 200, { ok: true, build: door.build });
  } else if (url.pathname === '/ws') {
    throw new AppError('BAD_REQUEST', 'This address speaks WebSocket.', {
      hint: 'Open it as ws://, first frame {"auth": "<token>"}.',
    });
  } else if (url.pathname === '/api' || url.pathname.startsWith('/api/') || isExecAddress(url.pathname)) {
    const route = isExecAddress(url.pathname) ? execRouteOf(url.pathname, request.method ?? '') : routeOf(url.pathname);
    requireMethod(request, route.allow);
    const bearer = authenticate(door.tokens, request);
    const { workbench, limits, closing } = door;
    await door.ready;
    await route.answer({ request, response, query: url.searchParams, bearer, workbench, limits, closing });
  } else if (url.pathname.startsWith('/open/')) {
    requireMethod(request, 'GET');
    openWithTicket(door, url.pathname.slice('/open/'.length), response);
  } else {
    requireMethod(request, 'GET, HEAD');
    await serveFile(door.rendererDir, url.pathname, request, response);
  }
}

/**
 * The address a request asks for.
 *
 * @throws AppError BAD_REQUEST when it cannot be read
 */
export function addressOf(request: IncomingMessage): URL {
  const text = request.url ?? '/';
  const url = text.startsWith('/') ? URL.parse(`http://localhost${text}`) : null;
  if (url === null) throw new AppError('BAD_REQUEST', 'This address cannot be read.');
  return url;
}

const READ = 'GET, HEAD';
const ROUTES: Readonly<Record<string, Route>> = {
  '/api/v1/snapshot': { allow: READ, answer: answerSnapshot },
  '/api/v1/events': { allow: 'GET', answer: answerEvents },
  '/api/v1/jobs': { allow: READ, answer: answerJobs },
  '/api/v1/actions': { allow: READ, answer: answerActions },
};

function routeOf(pathname: string): Route {
  const fixed = Object.hasOwn(ROUTES, pathname) ? ROUTES[pathname] : undefined;
  if (fixed) return fixed;
  const name = /^\/api\/v1\/actions\/([A-Za-z.]{1,100})$/.exec(pathname)?.[1];
  if (name !== undefined) return { allow: 'POST', answer: (call) => answerAction(call, name) };
  const job = /^\/api\/v1\/jobs\/([\w-]{1,80})$/.exec(pathname)?.[1];
  if (job !== undefined) return { allow: READ, answer: (call) => answerJob(call, job) };
  throw new AppError('NOT_FOUND', 'There is nothing at this address.', {
    hint: 'The API has /api/v1/snapshot, /api/v1/events, /api/v1/jobs, /api/v1/actions and /api/v1/actions/{name}.',
  });
}

function requireMethod(request: IncomingMessage, allow: string): void {
  if (!allow.split(', ').includes(request.method ?? '')) throw new MethodError(allow);
}

function authenticate(tokens: Tokens, request: IncomingMessage): Bearer {
  const given = bearerToken(request.headers.authorization);
  if (given === null) {
    throw new AppError('UNAUTHENTICATED', 'This request carries no token.', {
      hint: 'Send `Authorization: Bearer <token>`; `signalbox status` finds the token of a running app by itself.',
    });
  }
  const bearer = bearerOf(tokens, given);
  if (bearer === null) {
    throw new AppError('UNAUTHENTICATED', 'This is not a token of this run.', {
      hint: 'A token lives as long as the app runs: use the address that was printed at its last start.',
    });
  }
  return bearer;
}

function openWithTicket(door: Door, ticket: string, response: ServerResponse): void {
  if (!door.tickets.redeem(ticket)) {
    throw new AppError('GONE', 'This link was used already, or is too old.', {
      hint: 'Use the address with its token that Signalbox printed at start.',
    });
  }
  const headers = { ...PAGE_HEADERS, 'Cache-Control': 'no-store', Location: `/#token=${door.tokens.full}` };
  response.writeHead(302, headers).end();
}
