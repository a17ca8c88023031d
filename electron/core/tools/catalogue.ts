import { realpathSync } from 'node:fs';
import type { ActionOutput } from '../../../shared/actions/all.ts';
import { isSecretName } from '../../../shared/secret-names.ts';
import type { ArgumentSets } from '../exec/argument-sets.ts';
import { checkProgram } from '../exec/program-check.ts';
import { HIDDEN } from '../exec/substitute.ts';
import type { ToolIndex } from '../exec/tool-index.ts';
import { isAtLeast } from '../exec/version-check.ts';
import type { ToolArgument, ToolCommand, ToolManifest } from '../hotswap/kinds/tools.ts';
import { findCommand } from '../process/find-command.ts';
import { isSecretArgument } from './compile.ts';

type Tools = ActionOutput<'tools'>['tools'];

/** A manifest that serves. */
export interface ServedManifest {
  readonly definition: string;
  readonly manifest: ToolManifest;
}

/** What a list of tools is made for. */
export interface CatalogueOptions {
  readonly index: ToolIndex;
  readonly saved: ArgumentSets;
  readonly searchPath: string;
  readonly root: string;
  readonly tool: string | undefined;
  readonly atLeast: string | undefined;
  /** Whether the asker has a capability. */
  readonly may: (capability: string | null) => boolean;
}

/** Programs that are looked for in one list; beyond that they are only named. */
const MOST_LOOKED_FOR = 500;

/** Tools as they are listed, in the order of their names. */
export function catalogue(manifests: readonly ServedManifest[], options: CatalogueOptions): Tools {
  const { index, tool, atLeast } = options;
  const programs = programFinder(options.root);
  return manifests
    .filter(({ manifest }) => tool === undefined || manifest.name === tool)
    .sort((one, other) => (one.manifest.name < other.manifest.name ? -1 : 1))
    .map(({ definition, manifest }) => ({
      name: manifest.name,
      version: manifest.version,
      description: manifest.description ?? null,
      tsnetHost: manifest.tsnet_host ?? null,
      concurrency: manifest.concurrency ?? null,
      definition,
      ...(atLeast === undefined ? {} : { satisfies: isAtLeast(manifest.version, atLeast) }),
      commands: manifest.commands.map((command) => {
        const key = `${manifest.name}/${command.name}`;
        return {
          ...commandFacts(command),
          key,
          allowed: options.may(command.acl_cap ?? null),
          serves: index.commands.get(key)?.definition === definition,
          program: programs(command.exec_parts[0] ?? '', command.env['PATH'] ?? options.searchPath),
          saved: options.saved.of(key).map(({ name, args }) => ({ name, args: { ...args } })),
        };
      }),
    }));
}

function commandFacts(command: ToolCommand) {
  const env = Object.entries(command.env).map(([name, value]) => [name, isSecretName(name) ? HIDDEN : value]);
  return {
    name: command.name,
    description: command.description ?? null,
    execParts: [...command.exec_parts],
    timeoutMs: command.timeout_ms,
    args: command.args.map(argumentFacts),
    cwd: command.cwd ?? null,
    env: Object.fromEntries(env) as Record<string, string>,
    concurrency: command.concurrency ?? null,
    aclCap: command.acl_cap ?? null,
  };
}

function argumentFacts(argument: ToolArgument) {
  const { name, description, type, required, pattern } = argument;
  const secret = isSecretArgument(argument);
  const fallback = argument.default ?? null;
  return {
    name,
    description: description ?? null,
    type,
    required,
    pattern: pattern ?? null,
    enum: argument.enum ?? null,
    default: fallback !== null && secret ? HIDDEN : fallback,
    maxLength: argument.max_length,
    secret,
    allowLeadingDash: argument.allow_leading_dash,
    allowNewline: argument.allow_newline,
  };
}

/** Looks for each program once. */
function programFinder(root: string) {
  const found = new Map<string, Tools[number]['commands'][number]['program']>();
  return (name: string, searchPath: string) => {
    const key = `${name}\n${searchPath}`;
    const known = found.get(key);
    if (known) return known;
    const program =
      found.size < MOST_LOOKED_FOR ? lookFor(name, root, searchPath) : { name, path: null, problem: null };
    found.set(key, program);
    return program;
  };
}

function lookFor(name: string, root: string, searchPath: string) {
  try {
    checkProgram(name);
    const { file } = findCommand(name, { searchPath, cwd: root, worldWritable: 'refuse' });
    return { name, path: realpathSync(file), problem: null };
  } catch (error) {
    return { name, path: null, problem: error instanceof Error ? error.message : String(error) };
  }
}
