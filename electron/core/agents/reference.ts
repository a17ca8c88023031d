import { AppError } from '../../../shared/errors.ts';
import { AgentError } from './agent-error.ts';

/** One kind of agent: where its binaries lie, and what they are called in stores and in archives. */
interface KindRow {
  /** Folder below `agents/`. */
  readonly dir: string;
  /** First part of the name of its program, of its repository and of its release files. */
  readonly prefix: string;
}

/** Every kind of agent, by what follows `codefly:`. */
export const AGENT_KINDS = {
  service: { dir: 'services', prefix: 'service' },
  application: { dir: 'applications', prefix: 'application' },
  module: { dir: 'modules', prefix: 'module' },
  job: { dir: 'jobs', prefix: 'job' },
  toolbox: { dir: 'toolboxes', prefix: 'toolbox' },
  provider: { dir: 'providers', prefix: 'provider' },
  solution: { dir: 'solutions', prefix: 'solution' },
} as const satisfies Readonly<Record<string, KindRow>>;
export type AgentKind = keyof typeof AGENT_KINDS;

/** Which agent is meant. `version` may be `latest`. */
export interface AgentReference {
  readonly kind: AgentKind;
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
}

/** The version that stands for the newest one. */
export const LATEST = 'latest';
const DEFAULT_PUBLISHER = 'codefly.dev';
/** Parts become names of files and pieces of addresses. */
const PART = /^[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,127})$/;

/** A reference that was read, with what should be known about it. */
export interface ParsedReference {
  readonly reference: AgentReference;
  readonly warnings: readonly string[];
}

/**
 * Reads `[publisher/]name[:version]`. It is split at the first slash only.
 *
 * @param kind `codefly:service`, `service`, or with a role as in `codefly:service:runtime`; a service when missing
 * @throws AgentError AGENT_NIL for nothing; AppError INVALID_INPUT for what cannot be a reference
 */
export function parseReference(text: string | null | undefined, kind?: string): ParsedReference {
  const written = (text ?? '').trim();
  if (written === '') throw new AgentError('AGENT_NIL', 'No agent is named.');
  const slash = written.indexOf('/');
  const publisher = slash < 0 ? DEFAULT_PUBLISHER : written.slice(0, slash);
  const rest = slash < 0 ? written : written.slice(slash + 1);
  const [name = '', version, ...more] = rest.split(':');
  if (more.length > 0) throw wrong(written, 'it has more than one “:” after the publisher');
  const reference = { kind: kindOf(kind), publisher, name, version: version ?? LATEST };
  checkReference(reference);
  const warnings = version === undefined ? [`${written} names no version: the newest one is taken.`] : [];
  return { reference, warnings };
}

/** Throws INVALID_INPUT for parts that cannot be a name of a file or a piece of an address. */
export function checkReference({ publisher, name, version }: AgentReference): void {
  for (const [what, part] of Object.entries({ publisher, name, version }))
    if (!PART.test(part) || part.includes('..')) throw wrong(`${publisher}/${name}:${version}`, `its ${what} is none`);
}

/** The kind that a word names. Throws INVALID_INPUT for one that is not known. */
export function kindOf(written = 'service'): AgentKind {
  const [first = ''] = written.replace(/^codefly:/, '').split(':');
  if (Object.hasOwn(AGENT_KINDS, first)) return first as AgentKind;
  throw new AppError('INVALID_INPUT', `There is no kind of agent ${JSON.stringify(written.slice(0, 80))}.`, {
    hint: `Kinds: ${Object.keys(AGENT_KINDS).join(', ')}.`,
  });
}

/** `publisher/name:version`. */
export function identifierOf({ publisher, name, version }: AgentReference): string {
  return `${publisher}/${name}:${version}`;
}

/** `kind::publisher/name:version`: what connections are found by. */
export function keyOf(reference: AgentReference): string {
  return `codefly:${reference.kind}::${identifierOf(reference)}`;
}

/** Name of the program in archives and packages: `service-go-grpc`. */
export function programOf({ kind, name }: AgentReference): string {
  return `${AGENT_KINDS[kind].prefix}-${name}`;
}

function wrong(written: string, why: string): AppError {
  return new AppError('INVALID_INPUT', `${JSON.stringify(written.slice(0, 200))} names no agent: ${why}.`, {
    hint: 'Write [publisher/]name[:version], as in codefly.dev/go-grpc:0.0.147.',
  });
}
