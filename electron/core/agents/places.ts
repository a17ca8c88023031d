import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { homeOf } from '../home/places.ts';
import { AGENT_KINDS, type AgentReference, checkReference } from './reference.ts';

/** Where agents lie on this machine. */
export interface AgentPlaces {
  /** What is fetched goes below this folder. */
  readonly install: string;
  /** Folders that are looked through, the first find counts; `install` is the first. */
  readonly bases: readonly string[];
}

/** What places are found out from. */
export interface PlaceFacts {
  /** Of the host: `SIGNALBOX_HOME` and `CODEFLY_HOME` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home folder of the user. */
  readonly userHome?: string;
  /** Whether we run in a container, which has a folder of its own below each base. */
  readonly inContainer?: boolean;
}

const CONTAINER_MARK = '/.dockerenv';

/** Our own home first, then the layout of codefly, which is the same below another base. */
export function agentPlaces(facts: PlaceFacts): AgentPlaces {
  const { env, userHome = os.homedir(), inContainer = existsSync(CONTAINER_MARK) } = facts;
  const own = env['SIGNALBOX_HOME'] ? homeOf({ ...env }) : path.join(userHome, '.signalbox');
  const codefly = env['CODEFLY_HOME'] || path.join(userHome, '.codefly');
  const bases = [own, path.resolve(codefly)].map((base) => (inContainer ? path.join(base, 'containers') : base));
  return { install: bases[0] ?? own, bases: [...new Set(bases)] };
}

/** `<base>/agents/<kind>s/<publisher>`: the folder with every version of a publisher's agents of one kind. */
export function agentFolder(base: string, { kind, publisher }: AgentReference): string {
  return path.join(base, 'agents', AGENT_KINDS[kind].dir, publisher);
}

/** `<base>/agents/<kind>s/<publisher>/<name>__<version>`. Throws INVALID_INPUT for a reference that leads elsewhere. */
export function agentFile(base: string, reference: AgentReference): string {
  checkReference(reference);
  return path.join(agentFolder(base, reference), `${reference.name}__${reference.version}`);
}

/** Systems and processors that agents are published for, as their stores name them. */
const OS_WORDS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const ARCH_WORDS: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** One platform by the words of the stores. */
export interface Platform {
  readonly os: string;
  readonly arch: string;
}

/** The platform we run on. Throws NOT_CONFIGURED where no agents are published for it. */
export function platformOf(system: string = process.platform, processor: string = process.arch): Platform {
  const [word, arch] = [OS_WORDS[system], ARCH_WORDS[processor]];
  if (word !== undefined && arch !== undefined) return { os: word, arch };
  throw new AppError('NOT_CONFIGURED', `Agents are not published for ${system} on ${processor}.`, {
    hint: 'Build the agent for this machine and put it into the folder of agents.',
  });
}

/** `<os>_<arch>`, as release files are named. */
export function platformSuffix(system?: string, processor?: string): string {
  const { os: word, arch } = platformOf(system, processor);
  return `${word}_${arch}`;
}

/** Whether `CODEFLY_AGENT_SOURCE` says that the newest version is looked for on this machine only. */
export function agentSourceLocal(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['CODEFLY_AGENT_SOURCE']?.toLowerCase() === 'local';
}
