import { isSecretName } from '../../../shared/secret-names.ts';
import type { ArgumentSpec, CommandSpec, Piece, ToolSpec } from '../exec/types.ts';
import { isOfType } from '../hotswap/kinds/tool-checks.ts';
import { compilePattern } from '../hotswap/kinds/tool-patterns.ts';
import { readSlots } from '../hotswap/kinds/tool-slots.ts';
import type { ToolArgument, ToolCommand, ToolManifest } from '../hotswap/kinds/tools.ts';

/** Makes a manifest that was checked ready to be run: slots are found, patterns compiled. */
export function compileTool(definition: string, manifest: ToolManifest): ToolSpec {
  const { name, version, commands } = manifest;
  return {
    name,
    version,
    definition,
    commands: commands.map((command) => compileCommand(definition, manifest, command)),
  };
}

function compileCommand(definition: string, manifest: ToolManifest, command: ToolCommand): CommandSpec {
  return {
    key: `${manifest.name}/${command.name}`,
    tool: manifest.name,
    command: command.name,
    definition,
    parts: command.exec_parts.map(piecesOf),
    args: command.args.map(compileArgument),
    timeoutMs: command.timeout_ms,
    cwd: command.cwd ?? null,
    env: command.env,
    concurrency: command.concurrency ?? null,
    toolConcurrency: manifest.concurrency ?? null,
    capability: command.acl_cap ?? null,
  };
}

function piecesOf(part: string): readonly Piece[] {
  const reading = readSlots(part);
  // A manifest with a part that cannot be read was refused.
  return reading.ok ? reading.pieces : [{ text: part }];
}

/** Whether the value of an argument is secret: its manifest says so, or its name does. */
export function isSecretArgument({ name, secret }: Pick<ToolArgument, 'name' | 'secret'>): boolean {
  return secret || isSecretName(name);
}

function compileArgument(argument: ToolArgument): ArgumentSpec {
  const { name, type, required, pattern } = argument;
  const compiled = pattern === undefined ? null : compilePattern(pattern);
  return {
    name,
    type,
    required,
    pattern: pattern ?? null,
    // As above: what does not compile never served.
    matches: compiled === null ? () => true : compiled.ok ? compiled.matches : () => false,
    fits: (value) => isOfType(type, value),
    choices: argument.enum ?? null,
    fallback: argument.default ?? null,
    maxLength: argument.max_length,
    secret: isSecretArgument(argument),
    allowsDash: argument.allow_leading_dash,
    allowsNewline: argument.allow_newline,
  };
}
