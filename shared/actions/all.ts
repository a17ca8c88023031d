import type { z } from 'zod';
import { agentActions } from './agent.ts';
import { componentActions } from './component.ts';
import { configActions } from './config.ts';
import { definitionActions } from './definition.ts';
import { editingActions } from './editing.ts';
import { jobActions } from './job.ts';
import { journalActions } from './journal.ts';
import { logActions } from './log.ts';
import { referenceActions } from './reference.ts';
import { workspaceActions } from './workspace.ts';

/** The table of acts: the one list that joins the areas. */
export const actionRows = {
  ...workspaceActions,
  ...configActions,
  ...definitionActions,
  ...editingActions,
  ...componentActions,
  ...agentActions,
  ...jobActions,
  ...referenceActions,
  ...journalActions,
  ...logActions,
};

export type ActionName = keyof typeof actionRows;
export type ActionInput<N extends ActionName> = z.output<(typeof actionRows)[N]['input']>;
export type ActionOutput<N extends ActionName> = z.infer<(typeof actionRows)[N]['output']>;

/** What a caller sends: fields with a default may be left out. */
export type ActionRequest<N extends ActionName> = z.input<(typeof actionRows)[N]['input']>;

/** The answer to an act that changes something: when a client has folded up to `position`, it sees what the answer says. */
export interface ActionAnswer<R = unknown> {
  readonly actionId: string;
  readonly outcome: 'done' | 'partly';
  readonly result: R;
  readonly position: string;
}

/** Whether a name is a row of the table. */
export function isActionName(name: string): name is ActionName {
  return Object.hasOwn(actionRows, name);
}
