import type { ServerResponse } from 'node:http';
import { toWireError } from '../../shared/errors.ts';
import { errorHeaders, sendJson, statusOf } from './answers.ts';

/** Whether an address belongs to the part of the API that runs tools: its errors have a shape of their own. */
export function isExecAddress(pathname: string): boolean {
  return pathname === '/tools' || pathname === '/exec' || pathname.startsWith('/exec/');
}

/** Sends whatever was thrown as `{error, hint, code}`; nothing is sent when an answer has begun. */
export function sendExecError(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const wire = toWireError(thrown);
  const { message, hint, code, detail } = wire;
  const body = { error: message, hint, code, ...(detail === undefined ? {} : { detail }) };
  sendJson(response, statusOf(wire), body, errorHeaders(thrown, wire));
}
