import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError } from '../../shared/errors.ts';
import type { Workbench } from '../core/doors.ts';
import { sendError } from './answers.ts';
import { isExecAddress, sendExecError } from './exec-errors.ts';
import { createLimits } from './limits.ts';
import { type Door, routeRequest } from './routes.ts';
import { openSockets } from './sockets.ts';
import { createTickets } from './tickets.ts';
import type { Tokens } from './tokens.ts';
import { acceptUpgrade, refuseRaw } from './upgrade.ts';

/** What a server is made from. */
export interface ServerOptions {
  readonly workbench: Workbench;
  /** Resolves when what the workbench says is true: until then, whoever asks it something waits. Absent = now. */
  readonly ready?: Promise<void>;
  /** Port to listen on; 0 takes any that is free. */
  readonly port: number;
  /** Address to listen on: this machine only, unless told otherwise. */
  readonly host?: string;
  readonly tokens: Tokens;
  /** Folder of the built page. */
  readonly rendererDir: string;
  readonly build: string;
  /** Told of faults of our own, which a client only sees as INTERNAL. */
  readonly log: (line: string) => void;
  /** Clock of the limits, ms, never going back; that of the machine unless given. */
  readonly mono?: () => number;
}

/** A server that listens. */
export interface RunningServer {
  /** Its address, without a token. */
  readonly url: string;
  readonly port: number;
  /** An address that opens the page once, signed in, within a minute. */
  ticketUrl(): string;
  /** Stops listening and ends every connection; idempotent, always the same promise. */
  close(): Promise<void>;
}

/** Slow senders are cut off: ms for the head of a request, for all of it, and between two requests. */
const HEAD_MS = 10_000;
const REQUEST_MS = 30_000;
const IDLE_MS = 5_000;
const HEAD_BYTES = 16_384;
const MAX_SOCKETS = 512;
/** How long answers in progress may still take when the server closes, ms. */
const CLOSE_MS = 1_500;

/**
 * Opens the doors for programs and browsers: the HTTP API, the event stream, the socket and the built page.
 *
 * @throws AppError BUSY when the port is taken
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { workbench, tokens } = options;
  const mono = options.mono ?? (() => performance.now());
  const limits = createLimits(mono);
  const tickets = createTickets(mono);
  const ready = options.ready ?? Promise.resolve();
  const sockets = openSockets({ workbench, ready, tokens, limits });
  const server = createServer({
    headersTimeout: HEAD_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: IDLE_MS,
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: HEAD_BYTES,
    // Anything else that is offered (`curl --http2` offers h2c) is declined, and the request answered as it is.
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
  });
  server.maxConnections = MAX_SOCKETS;
  await listen(server, options.port, options.host ?? '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  const ending = new AbortController();
  const door: Door = { ...options, ready, port, limits, tickets, closing: ending.signal };

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    routeRequest(door, request, response).catch((error: unknown) => {
      if (!(error instanceof AppError)) options.log(`${request.method} ${pathOf(request)}: ${stackOf(error)}`);
      const send = isExecAddress(pathOf(request)) ? sendExecError : sendError;
      send(response, error);
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    acceptUpgrade(port, sockets, request, socket, head);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else refuseRaw(socket, asAppError(error));
  });

  const url = `http://127.0.0.1:${port}`;
  let closing: Promise<void> | null = null;
  return {
    url,
    port,
    ticketUrl: () => `${url}/open/${tickets.issue()}`,
    close() {
      closing ??= closeServer(server, () => {
        ending.abort();
        sockets.close();
      });
      return closing;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const hint = taken
        ? 'Choose another with --port, or leave it out to take any that is free.'
        : 'Choose another port.';
      reject(new AppError('BUSY', `Port ${port} ${taken ? 'is taken' : 'cannot be used'}.`, { hint, cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

function closeServer(server: Server, closeSockets: () => void): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    closeSockets();
    server.closeIdleConnections();
  });
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '';
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function asAppError(error: NodeJS.ErrnoException): AppError {
  if (error.code === 'HPE_HEADER_OVERFLOW')
    return new AppError('TOO_LARGE', 'The head of the request is larger than 16 KiB.');
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new AppError('BAD_REQUEST', 'The request took too long to arrive.');
  return new AppError('BAD_REQUEST', 'This is not an HTTP request that can be read.');
}
