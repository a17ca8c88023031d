import type { CommandSpec, ToolSpec } from './types.ts';

/** A command that two manifests claim. */
export interface Rival {
  readonly key: string;
  /** Definitions of the manifest that serves it, and of the one that does not. */
  readonly serves: string;
  readonly loses: string;
}

/** Everything that can be run, as of one moment: readers hold one of these and see it whole. */
export interface ToolIndex {
  readonly tools: readonly ToolSpec[];
  readonly commands: ReadonlyMap<string, CommandSpec>;
  readonly rivals: readonly Rival[];
}

/** Nothing can be run. */
export const NO_TOOLS: ToolIndex = { tools: [], commands: new Map(), rivals: [] };

/** The index of these manifests. Of two that claim a command, the one that served it before goes on doing so. */
export function indexTools(tools: readonly ToolSpec[], before: ToolIndex): ToolIndex {
  const claims = new Map<string, CommandSpec[]>();
  for (const { commands } of tools)
    for (const command of commands) claims.set(command.key, [...(claims.get(command.key) ?? []), command]);
  const commands = new Map<string, CommandSpec>();
  const rivals: Rival[] = [];
  for (const [key, all] of claims) {
    const served = before.commands.get(key)?.definition;
    const serves = all.find(({ definition }) => definition === served) ?? all[0];
    if (!serves) continue;
    commands.set(key, serves);
    for (const other of all)
      if (other !== serves) rivals.push({ key, serves: serves.definition, loses: other.definition });
  }
  return { tools, commands, rivals };
}
