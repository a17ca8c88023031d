import { useMemo } from 'react';
import type { ActionOutput } from '../../../shared/actions/all.ts';
import type { Definition } from '../../../shared/state.ts';
import { type Answer, useAnswer } from '../../client/use-answer.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { selectDefinitions, useWorkspace } from '../../stores/workspace-store.ts';
import type { CommandRow, ToolRow } from './job-rows.ts';
import { useTouched } from './use-jobs-fresh.ts';

const toolVersions = perBucket((bucket: Readonly<Record<string, Definition>>): string[] =>
  Object.entries(bucket)
    .filter(([, { kind }]) => kind === 'tools')
    .map(([id, { loaded }]) => `${id}@${loaded?.version ?? 0}`),
);

/** The tools of the workspace, asked for again when a manifest changed. */
export function useTools(): Answer<ActionOutput<'tools'>> {
  const definitions = useWorkspace(selectDefinitions);
  const trusted = useWorkspace(({ state }) => state.workspace?.trusted === true);
  const touched = useTouched();
  const versions = useMemo(() => toolVersions(definitions).join(' '), [definitions]);
  return useAnswer('tools', {}, 'tools', `${versions} ${touched} ${trusted}`);
}

/** A command with its tool. */
export interface ToolCommand {
  readonly tool: ToolRow;
  readonly command: CommandRow;
}

/** A command by `tool/command`: the one that serves when several manifests claim the name. */
export function commandIn(tools: readonly ToolRow[], key: string): ToolCommand | null {
  const found = tools.flatMap((tool) =>
    tool.commands.filter((command) => command.key === key).map((command) => ({ tool, command })),
  );
  return found.find(({ command }) => command.serves) ?? found[0] ?? null;
}
