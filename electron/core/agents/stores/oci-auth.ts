import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AgentError } from '../agent-error.ts';
import { type Answer, ask, type Question, refusal } from './ask.ts';

/** User and password for a registry. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Credentials for a registry: `AGENT_REGISTRY_USER` and `AGENT_REGISTRY_PASSWORD`, else what `docker login` wrote down.
 * Null when there are none.
 */
export function credentialsFor(host: string, env: Env): Credentials | null {
  const { AGENT_REGISTRY_USER: user, AGENT_REGISTRY_PASSWORD: password } = env;
  if (user !== undefined && password !== undefined) return { user, password };
  const folder = env['DOCKER_CONFIG'] ?? path.join(env['HOME'] ?? os.homedir(), '.docker');
  try {
    const config = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8')) as {
      auths?: Record<string, { auth?: string } | undefined>;
    };
    const packed = Object.hasOwn(config.auths ?? {}, host) ? config.auths?.[host]?.auth : undefined;
    const [, name, secret] = /^([^:]+):([\s\S]*)$/.exec(Buffer.from(packed ?? '', 'base64').toString('utf8')) ?? [];
    return name !== undefined && secret !== undefined ? { user: name, password: secret } : null;
  } catch {
    return null;
  }
}

/** Asks a registry, with what it wants to be shown. */
export interface RegistryAsker {
  ask(question: Question): Promise<Answer>;
}

/** What a registry asks for in `WWW-Authenticate` (RFC 9110, and the token protocol of distribution). */
export function readChallenge(header: string): {
  readonly scheme: string;
  readonly given: Readonly<Record<string, string>>;
} {
  const [, scheme = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(header) ?? [];
  const given = [...rest.matchAll(/([A-Za-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
    key.toLowerCase(),
    value,
  ]);
  return { scheme: scheme.toLowerCase(), given: Object.fromEntries(given) as Record<string, string> };
}

/** Makes an asker that keeps the token it was given last. */
export function registryAsker(
  credentials: Credentials | null,
  hide: (values: readonly string[]) => void,
): RegistryAsker {
  let shown: string | null = null;
  const basic = credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  if (credentials !== null) hide([credentials.password]);

  async function token(header: string, signal: AbortSignal): Promise<string> {
    const { scheme, given } = readChallenge(header);
    if (scheme === 'basic') {
      if (basic !== null) return basic;
      throw unauthorized('a user and a password');
    }
    const realm = URL.parse(given['realm'] ?? '');
    if (scheme !== 'bearer' || realm === null) throw unauthorized(`something we do not know (${scheme || 'nothing'})`);
    for (const key of ['service', 'scope']) {
      const value = given[key];
      if (value !== undefined) realm.searchParams.set(key, value);
    }
    const answer = await ask({ url: realm.href, headers: basic === null ? {} : { authorization: basic }, signal });
    if (answer.status !== 200) throw await refusal(answer, `token from ${realm.host}`);
    const { token: one, access_token: other } = parsed(await answer.text());
    const found = one ?? other;
    if (typeof found !== 'string') throw unauthorized('a token, and its token service gives none');
    hide([found]);
    return `Bearer ${found}`;
  }

  return {
    async ask(question) {
      const withToken = (value: string | null): Question =>
        value === null ? question : { ...question, headers: { ...question.headers, authorization: value } };
      const answer = await ask(withToken(shown));
      const challenge = answer.headers.get('www-authenticate');
      if (answer.status !== 401 || challenge === null) return answer;
      await answer.drop();
      shown = await token(challenge, question.signal);
      return ask(withToken(shown));
    },
  };
}

function parsed(text: string): { token?: unknown; access_token?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}

function unauthorized(what: string): AgentError {
  return new AgentError('STORE_UNAVAILABLE', `The registry asks for ${what}.`, {
    remedy: 'Set AGENT_REGISTRY_USER and AGENT_REGISTRY_PASSWORD, or log in with docker login.',
  });
}
