import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PAGE_HEADERS } from '../../shared/page-headers.ts';
import { isOurs } from './origin.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The answer to one request of the page: a file below the folder, or nothing. */
export async function answerPage(folder: string, request: Pick<Request, 'url' | 'method'>): Promise<Response> {
  const file = request.method === 'GET' ? pageFile(folder, request.url) : null;
  const bytes = file === null ? null : await readFile(file).catch(() => null);
  if (file === null || bytes === null) {
    return new Response('There is nothing at this address.', {
      status: 404,
      headers: { ...PAGE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' },
    });
  }
  const type = TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
  return new Response(bytes, { headers: { ...PAGE_HEADERS, 'Content-Type': type } });
}

/** The file an address means, or null when it is not ours or leads out of the folder. */
export function pageFile(folder: string, address: string): string | null {
  if (!isOurs(address)) return null;
  let name: string;
  try {
    name = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  if (/[\0\\:]/.test(name)) return null;
  const file = path.join(folder, name === '/' ? 'index.html' : name);
  const relative = path.relative(folder, file);
  const hidden = relative.split(path.sep).some((part) => part.startsWith('.'));
  return relative === '' || path.isAbsolute(relative) || hidden ? null : file;
}
