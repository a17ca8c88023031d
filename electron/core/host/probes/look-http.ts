import http from 'node:http';
import https from 'node:https';
import type { ProbeSpec } from '../component.ts';
import { bad, connectionWords, good, type ProbeAnswer } from './answer.ts';

type HttpTarget = Extract<ProbeSpec['how'], { sort: 'http' }>;

/** More of a body than this is not read. */
const MOST_BYTES = 64 * 1024;
/** Redirects followed within the same origin. */
const MOST_REDIRECTS = 5;

interface Reply {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/**
 * Asks for a page. Good is a status below 400, or one of those named, and the wanted text in the first 64 KiB of the
 * body. A redirect is followed on the same origin only: elsewhere nobody allowed us to ask.
 */
export async function lookHttp({ url, status, body }: HttpTarget, signal: AbortSignal): Promise<ProbeAnswer> {
  let at = new URL(url);
  try {
    for (let hop = 0; ; hop += 1) {
      const reply = await ask(at, signal);
      const isRedirect = reply.status >= 300 && reply.status < 400 && reply.location !== undefined;
      if (isRedirect && !status?.includes(reply.status)) {
        const next = URL.parse(reply.location ?? '', at.href);
        if (next?.origin !== at.origin)
          return bad(`${at.href} leads elsewhere (${next?.origin ?? 'nowhere'}), which is not followed`);
        if (hop >= MOST_REDIRECTS) return bad(`${url} leads in a circle`);
        at = next;
        continue;
      }
      return judge(at.href, reply, status, body);
    }
  } catch (error) {
    signal.throwIfAborted();
    return bad(connectionWords(error, at.origin));
  }
}

function judge(
  url: string,
  reply: Reply,
  status: readonly number[] | undefined,
  wanted: string | undefined,
): ProbeAnswer {
  const said = `${url} answered ${reply.status} ${http.STATUS_CODES[reply.status] ?? ''}`.trimEnd();
  const isWanted = status === undefined ? reply.status >= 200 && reply.status < 400 : status.includes(reply.status);
  if (!isWanted) return bad(said);
  return wanted === undefined || reply.body.includes(wanted) ? good(said) : bad(`${said} without the wanted text`);
}

function ask(url: URL, signal: AbortSignal): Promise<Reply> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    // A connection of its own each time: one that is kept would tell that it is open, not that the server takes new ones.
    const asked = request(url, {
      agent: false,
      signal,
      headers: { 'user-agent': 'signalbox-probe', connection: 'close' },
    });
    asked.on('error', reject);
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const done = (): void => {
        const body = Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, body });
        asked.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= MOST_BYTES) done();
      });
      response.on('end', done);
      response.on('error', reject);
    });
    asked.end();
  });
}
