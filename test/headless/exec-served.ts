import { startServer } from '../../electron/headless/server.ts';
import { createTokens, type Tokens } from '../../electron/headless/tokens.ts';
import { hostWithTools, type TestCommand } from '../core/exec/support.ts';
import { onEnd, tempFolder } from '../helpers/temp.ts';
import type { TestHost } from '../helpers/workspace.ts';

/** What an address answered. */
export interface Answered {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
}

/** A workspace with tools behind a server of this test's own. */
export interface ServedTools {
  readonly host: TestHost;
  readonly url: string;
  readonly tokens: Tokens;
  /** Asks with the full token, or with what is given. */
  ask(method: string, address: string, body?: unknown, options?: AskOptions): Promise<Answered>;
  /** Accepts a job; answers its id. */
  post(address: string, args?: object): Promise<string>;
  /** The messages of a stream, until it ends or `cut` says so. */
  stream(address: string, options?: StreamOptions): Promise<Streamed>;
  /** Resolves with the result of a job when it has ended. */
  result(jobId: string): Promise<any>;
}

export interface AskOptions {
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StreamOptions {
  readonly lastId?: number;
  /** Ends the reading after so many bytes. */
  readonly cutAfter?: number;
}

export interface Streamed {
  readonly status: number;
  readonly text: string;
  readonly messages: readonly { readonly event: string; readonly id: number; readonly data: any }[];
}

/** Serves a workspace with these tools. */
export async function serveTools(
  tools: Readonly<Record<string, readonly TestCommand[]>>,
  options: Parameters<typeof hostWithTools>[1] & { readonly grants?: readonly string[] | 'all' } = {},
): Promise<ServedTools> {
  const { grants, ...more } = options;
  const host = await hostWithTools(tools, more);
  const tokens = createTokens(grants);
  let now = 0;
  const server = await startServer({
    workbench: host.workbench,
    port: 0,
    tokens,
    rendererDir: tempFolder('pages'),
    build: 'test',
    log: (line) => host.lines.push(line),
    // Many acts at once are what is tested here, not their limit.
    mono: () => (now += 1_000),
  });
  onEnd(() => server.close());
  const { url } = server;

  const served: ServedTools = {
    host,
    url,
    tokens,
    async ask(method, address, body, { token = tokens.full, headers = {} } = {}) {
      const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
      const answer = await fetch(url + address, {
        method,
        headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
        ...(sent === undefined ? {} : { body: sent }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : JSON.parse(text), headers: answer.headers };
    },
    async post(address, args = {}) {
      const { status, body } = await served.ask('POST', address, args);
      if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
      return body.job_id;
    },
    async stream(address, { lastId, cutAfter = Infinity } = {}) {
      const over = new AbortController();
      const answer = await fetch(url + address, {
        signal: over.signal,
        headers: {
          authorization: `Bearer ${tokens.full}`,
          accept: 'text/event-stream',
          ...(lastId === undefined ? {} : { 'last-event-id': String(lastId) }),
        },
      });
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of answer.body ?? []) {
        const left = cutAfter - text.length;
        text += decoder.decode(chunk, { stream: true });
        if (text.length >= cutAfter) {
          text = text.slice(0, text.length > left ? cutAfter : undefined);
          break;
        }
      }
      over.abort();
      return { status: answer.status, text, messages: messagesIn(text) };
    },
    async result(jobId) {
      await host.untilEvent(({ type, subject }) => type === 'job.ended' && subject === `job:${jobId}`);
      return (await served.ask('GET', `/exec/jobs/${jobId}`)).body;
    },
  };
  return served;
}

/** The whole messages in a text of server-sent events; one that was cut is none. */
export function messagesIn(text: string): { event: string; id: number; data: any }[] {
  const blocks = text.split('\n\n').slice(0, -1);
  return blocks.flatMap((block) => {
    const match = /^event: (.*)\nid: (\d+)\ndata: (.*)$/.exec(block);
    return match ? [{ event: match[1] ?? '', id: Number(match[2]), data: JSON.parse(match[3] ?? '') }] : [];
  });
}
