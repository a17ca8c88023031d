import type { IncomingMessage } from 'node:http';
import { AppError } from '../../shared/errors.ts';

/** Largest body of a request, bytes. */
export const BODY_BYTES = 1_048_576;
/** What is still read and thrown away of a body that is too large, so that its sender gets to see the answer. */
const DRAIN_BYTES = 16 * BODY_BYTES;

/**
 * Reads the body of a request as a JSON object; no body at all is the empty object.
 *
 * @param notObject code for another JSON value
 * @throws AppError TOO_LARGE above 1 MiB, BAD_REQUEST for what is not UTF-8 JSON, and `notObject`
 */
export async function readJsonObject(
  request: IncomingMessage,
  notObject: 'INVALID_INPUT' | 'BAD_REQUEST' = 'INVALID_INPUT',
): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request);
  if (bytes.byteLength === 0) return {};
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError(notObject, 'The body must be a JSON object.', {
      hint: 'Send the input as {"field": value}; {} where it takes none.',
    });
  }
  return value as Record<string, unknown>;
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > BODY_BYTES) reject(tooLarge());
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= BODY_BYTES) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge());
        if (size > DRAIN_BYTES) request.destroy();
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => reject(broken()));
    request.on('close', () => reject(broken()));
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'it is not JSON' : 'it is not UTF-8 text';
    throw new AppError('BAD_REQUEST', `The body cannot be read: ${reason}.`, {
      hint: 'Send a JSON object, UTF-8, with the header Content-Type: application/json.',
    });
  }
}

function tooLarge(): AppError {
  return new AppError('TOO_LARGE', 'The body is larger than 1 MiB.');
}

function broken(): AppError {
  return new AppError('BAD_REQUEST', 'The request ended before its body did.');
}
