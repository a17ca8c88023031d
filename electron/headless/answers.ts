import type { ServerResponse } from 'node:http';
import { AppError, ERRORS, toWireError, type WireError } from '../../shared/errors.ts';
import { PAGE_HEADERS } from '../../shared/page-headers.ts';

/** Sends a value as JSON and ends the answer. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, {
    ...PAGE_HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(body.byteLength),
    'Cache-Control': 'no-store',
    ...headers,
  });
  response.end(body);
}

/** Sends whatever was thrown in the form every error travels in; nothing is sent when an answer has begun. */
export function sendError(
  response: ServerResponse,
  thrown: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const error = toWireError(thrown);
  sendJson(response, statusOf(error), error, { ...errorHeaders(thrown, error), ...headers });
}

/** HTTP status of an error. */
export function statusOf(error: WireError): number {
  return ERRORS[error.code].status;
}

/** Headers that belong to an error: when to try again, how to authenticate, which methods there are. */
export function errorHeaders(thrown: unknown, error: WireError): Record<string, string> {
  if (error.code === 'RATE_LIMITED') return { 'Retry-After': '1' };
  if (error.code === 'UNAUTHENTICATED') return { 'WWW-Authenticate': 'Bearer realm="signalbox"' };
  if (thrown instanceof MethodError) return { Allow: thrown.allow };
  return {};
}

/** METHOD, with the methods that the address does have. */
export class MethodError extends AppError {
  readonly allow: string;

  constructor(allow: string) {
    super('METHOD', `This address has no such method; it has ${allow}.`, { hint: `Use ${allow}.` });
    this.allow = allow;
  }
}
