import { type ActionName, actionRows } from '../../shared/actions/all.ts';
import type { ActionRow } from '../../shared/actions/row.ts';
import { useWorkspace, type WorkspaceView } from './workspace-store.ts';

/** Why an act cannot be done now, in words for the one who wants to do it; undefined when it can. */
export function whyOff({ state, connection }: WorkspaceView, name: ActionName): string | undefined {
  const row: ActionRow = actionRows[name];
  if (connection.status !== 'connected') return 'not connected';
  if (!connection.welcome.capabilities.includes(row.needs)) {
    return row.needs === 'write-files' ? 'this address may not read or write files' : 'this address may only look';
  }
  if (row.owns && state.workspace?.readOnly) return `held by ${state.workspace.readOnly}`;
  if (row.runs && state.workspace?.trusted === false) return 'workspace is not trusted yet';
  return undefined;
}

/** `whyOff` of one act, as a component reads it. */
export function useWhyOff(name: ActionName): string | undefined {
  return useWorkspace((view) => whyOff(view, name));
}
