import { randomBytes } from 'node:crypto';
import type { AgentKind } from './reference.ts';

/** Under this name an agent is told the token that its callers show. */
export const TOKEN_VARIABLE = 'CODEFLY_AGENT_TOKEN';
/** Under this name its callers show it, as gRPC metadata. */
export const TOKEN_METADATA = 'x-codefly-token';
const WORK_DIR_VARIABLE = 'CODEFLY_AGENT_WORKDIR';
const OTLP_VARIABLE = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** What an agent gets of the environment it could be started in: enough to find programs, its user and its language. */
const ALLOWED =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|XDG_[A-Z_]+|SSL_CERT_(?:FILE|DIR)|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|USERNAME)$/i;
/** Of the host's own environment: where agents lie, and nothing that opens anything. */
const FROM_HOST = ['CODEFLY_HOME', 'CODEFLY_AGENT_SOURCE'];

/** What the environment of an agent is made of. */
export interface AgentEnvironmentFacts {
  /** What components are started with. */
  readonly base: Readonly<Record<string, string>>;
  /** The environment of the host. */
  readonly host: Readonly<Record<string, string | undefined>>;
  readonly kind: AgentKind;
  readonly token: string;
  readonly workDir?: string | undefined;
  /** What was asked for by name; it wins. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

/** The whole environment of an agent, by an allow-list. */
export function agentEnvironment(facts: AgentEnvironmentFacts): Record<string, string> {
  const { base, host, kind, token, workDir, extra = {} } = facts;
  const allowed = Object.entries(base).filter(([name]) => ALLOWED.test(name));
  const passed = FROM_HOST.flatMap((name) => (host[name] === undefined ? [] : [[name, host[name]] as const]));
  const telemetry = host[OTLP_VARIABLE];
  return {
    ...Object.fromEntries([...allowed, ...passed]),
    ...(telemetry === undefined ? {} : { [OTLP_VARIABLE]: telemetry, OTEL_SERVICE_NAME: `codefly-agent-${kind}` }),
    ...(workDir === undefined ? {} : { [WORK_DIR_VARIABLE]: workDir }),
    ...extra,
    [TOKEN_VARIABLE]: token,
  };
}

/** A token for one spawn: 32 random bytes in hex. */
export function newToken(): string {
  return randomBytes(32).toString('hex');
}
