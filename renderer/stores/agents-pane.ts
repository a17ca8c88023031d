import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** What the middle of the screen shows of a connection. */
export type Pane = 'tools' | 'messages' | 'log';

interface PaneStore {
  /** The one that was chosen last; null before any was. */
  readonly pane: Pane | null;
  /** The tool that is looked at, by the id of its server. */
  readonly tools: Readonly<Record<string, string>>;
  /** Whether a reference is being asked for. */
  readonly isLoading: boolean;
}

const paneStore = createStore<PaneStore>(() => ({ pane: null, tools: {}, isLoading: false }));

/** What was chosen to be shown; null before anything was. */
export function usePane(): Pane | null {
  return useStore(paneStore, ({ pane }) => pane);
}

/** Shows this from now on, also of other connections that have it. */
export function setPane(pane: Pane): void {
  paneStore.setState({ pane });
}

/** The tool of a server that is looked at. */
export function useTool(server: string): string | null {
  return useStore(paneStore, ({ tools }) => tools[server] ?? null);
}

/** Looks at a tool of a server. */
export function setTool(server: string, tool: string): void {
  paneStore.setState(({ tools }) => ({ tools: { ...tools, [server]: tool } }));
}

/** Whether the dialog stands that asks which agent is to be loaded. */
export function useIsLoading(): boolean {
  return useStore(paneStore, ({ isLoading }) => isLoading);
}

/** Opens that dialog, or closes it. */
export function askToLoad(isLoading: boolean): void {
  paneStore.setState({ isLoading });
}
