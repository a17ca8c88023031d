import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError, toWireError } from '../../shared/errors.ts';
import { statusOf } from './answers.ts';
import { checkOrigin, refuseTokenInQuery } from './origin.ts';
import { checkQuery, textOf } from './query.ts';
import { addressOf } from './routes.ts';
import type { Sockets } from './sockets.ts';

/** How long the other side may take to read why it was refused, ms. */
const LINGER_MS = 1_000;

/** Hands a connection that asks to become a socket to the socket door, when it may; answers why not otherwise. */
export function acceptUpgrade(
  port: number,
  sockets: Sockets,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  // Without a listener a reset by the other side, before the socket is taken over, would end the process.
  socket.on('error', () => socket.destroy());
  try {
    checkOrigin({ host: request.headers.host, origin: request.headers.origin }, port);
    const url = addressOf(request);
    refuseTokenInQuery(url.searchParams);
    if (url.pathname !== '/ws')
      throw new AppError('NOT_FOUND', 'There is no socket at this address.', { hint: 'Use /ws.' });
    checkQuery(url.searchParams, ['workspace']);
    sockets.accept(request, socket, head, textOf(url.searchParams, 'workspace'));
  } catch (error) {
    refuseRaw(socket, error);
  }
}

/** Answers an error on a connection that has no answer object, and ends it. */
export function refuseRaw(socket: Duplex, thrown: unknown): void {
  const error = toWireError(thrown);
  const status = statusOf(error);
  const body = `${JSON.stringify(error)}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
  // Who does not hang up in turn would keep the connection for ever.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
