import { AppError } from '../../../../shared/errors.ts';
import { AgentError } from '../agent-error.ts';

/** A store that says nothing for this long is given up, ms. */
const SILENT_MS = 30_000;
/** Largest answer that is read as a whole, bytes. */
const LARGEST_TEXT = 4 * 1024 * 1024;
/** What of an answer is quoted, characters. */
const QUOTED = 1_024;

/** One question to a store. */
export interface Question {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Time in which something must come, ms. */
  readonly silentMs?: number;
}

/** An answer, its body not read yet. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Bytes of the body as announced; null when they are not, or would be other ones. */
  readonly total: number | null;
  bytes(): AsyncIterable<Uint8Array>;
  /** The whole body; throws TOO_LARGE above 4 MiB. */
  text(): Promise<string>;
  drop(): Promise<void>;
}

/** Asks a store. Throws STORE_UNAVAILABLE when it cannot be reached or goes silent; a status is the caller's to judge. */
export async function ask({
  url,
  method = 'GET',
  headers = {},
  signal,
  silentMs = SILENT_MS,
}: Question): Promise<Answer> {
  const silence = new AbortController();
  const stop = AbortSignal.any([signal, silence.signal]);
  const host = URL.parse(url)?.host ?? url;
  let timer = hush();

  function hush(): NodeJS.Timeout {
    return setTimeout(() => silence.abort(new Error(`nothing came for ${silentMs} ms`)), silentMs);
  }
  function heard(): void {
    clearTimeout(timer);
    timer = hush();
  }
  function unavailable(error: unknown): unknown {
    clearTimeout(timer);
    if (signal.aborted) return signal.reason;
    const cause = silence.signal.aborted ? silence.signal.reason : error;
    return new AgentError('STORE_UNAVAILABLE', `${host} does not answer: ${wordsOf(cause)}.`, { cause });
  }

  const plain = { 'accept-encoding': 'identity', 'user-agent': 'signalbox', ...headers };
  let response: Response;
  try {
    response = await fetch(url, { method, headers: plain, signal: stop, redirect: 'follow' });
  } catch (error) {
    throw unavailable(error);
  }
  heard();
  const { body } = response;

  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      if (body !== null)
        for await (const chunk of body) {
          heard();
          yield chunk;
        }
    } catch (error) {
      throw unavailable(error);
    } finally {
      clearTimeout(timer);
    }
  }
  if (body === null) clearTimeout(timer);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const isPacked = response.headers.has('content-encoding');
  return {
    status: response.status,
    headers: response.headers,
    total: Number.isSafeInteger(length) && !isPacked ? length : null,
    bytes,
    async text() {
      const pieces: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of bytes()) {
        size += chunk.length;
        if (size > LARGEST_TEXT)
          throw new AppError('TOO_LARGE', `${host} answers with more than ${LARGEST_TEXT} bytes.`);
        pieces.push(chunk);
      }
      return Buffer.concat(pieces).toString('utf8');
    },
    async drop() {
      clearTimeout(timer);
      await body?.cancel().catch(() => undefined);
    },
  };
}

/** Judges an answer that is not the wanted one: it is not there, or the store cannot give it now. */
export async function refusal(answer: Answer, what: string): Promise<AgentError> {
  const { status } = answer;
  const text = (await answer.text().catch(() => '')).slice(0, QUOTED).trim();
  const said = text === '' || text.startsWith('<') ? '' : `: ${text}`;
  if (status === 404 || status === 410)
    return new AgentError('STORE_MISSING', `There is no ${what} (HTTP ${status}${said}).`);
  if (status === 401 || status === 403)
    return new AgentError('STORE_UNAVAILABLE', `${what} is not given to us (HTTP ${status}${said}).`, {
      remedy: 'Give the store the credentials it asks for.',
    });
  return new AgentError('STORE_UNAVAILABLE', `${what} cannot be had now (HTTP ${status}${said}).`);
}

function wordsOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  return cause.message === '' ? (code ?? cause.name) : cause.message;
}
