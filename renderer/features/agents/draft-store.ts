import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Draft } from '../../ui/schema-form/form-field.ts';

/** What is typed for one tool. */
export interface ToolDraft {
  readonly fields: Draft;
  /** The arguments as JSON, while they are written as such; null while the form is used. */
  readonly json: string | null;
  /** Seconds a call has to be answered; empty for as long as calls have by default. */
  readonly time: string;
}

const draftStore = createStore<Readonly<Record<string, ToolDraft>>>(() => ({}));

/** What is typed for a tool of a server; undefined before anything was. It is kept while the page is open. */
export function useToolDraft(server: string, tool: string): ToolDraft | undefined {
  return useStore(draftStore, (drafts) => drafts[keyOf(server, tool)]);
}

/** Keeps what is typed for a tool. */
export function setToolDraft(server: string, tool: string, draft: ToolDraft): void {
  draftStore.setState({ [keyOf(server, tool)]: draft });
}

function keyOf(server: string, tool: string): string {
  return `${server}\n${tool}`;
}
