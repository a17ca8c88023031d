import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../shared/errors.ts';
import { PAGE_HEADERS } from '../../shared/page-headers.ts';
import { matchesEtag } from './etag.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Read at once: a part of the page is one piece or two, and the page waits for it. */
const PIECE_BYTES = 2 ** 20;

/** A name that holds the hash of its content never means anything else. */
const HASHED = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

/**
 * Serves one file of the built page. Files hold no data of the workspace, so no token is needed.
 *
 * @throws AppError NOT_FOUND for what is not a file below the folder, NOT_CONFIGURED when the page was never built
 */
export async function serveFile(
  folder: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const base = await realpath(folder).catch(() => null);
  if (base === null) {
    throw new AppError('NOT_CONFIGURED', 'The page has not been built.', {
      hint: 'Run `npm run build`, then load this address again; the API works without it.',
    });
  }
  const file = await findFile(base, pathname);
  if (file === null) throw new AppError('NOT_FOUND', 'There is nothing at this address.');
  const etag = `"${file.size.toString(16)}-${Math.trunc(file.mtimeMs).toString(16)}"`;
  const headers = {
    ...PAGE_HEADERS,
    ETag: etag,
    'Cache-Control': HASHED.test(file.path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const type = TYPES[path.extname(file.path).toLowerCase()] ?? 'application/octet-stream';
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': String(file.size) });
  if (request.method === 'HEAD') response.end();
  else
    await pipeline(createReadStream(file.path, { highWaterMark: PIECE_BYTES }), response).catch(() =>
      response.destroy(),
    );
}

/** The path below the folder that an address means, or null when it could mean anything else. */
export function relativeOf(pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (/[\0\\:]/.test(decoded)) return null;
  const parts = decoded.split('/').filter((part) => part !== '');
  if (parts.some((part) => part.startsWith('.'))) return null;
  return parts.length === 0 ? 'index.html' : parts.join('/');
}

async function findFile(
  base: string,
  pathname: string,
): Promise<{ path: string; size: number; mtimeMs: number } | null> {
  const relative = relativeOf(pathname);
  if (relative === null) return null;
  const found = await realpath(path.join(base, relative)).catch(() => null);
  if (found === null || !found.startsWith(base + path.sep)) return null;
  const facts = await stat(found);
  return facts.isFile() ? { path: found, size: facts.size, mtimeMs: facts.mtimeMs } : null;
}
