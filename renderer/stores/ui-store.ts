import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** The screens that exist. */
export const VIEWS = [
  'overview',
  'reloads',
  'components',
  'agents',
  'jobs',
  'definitions',
  'logs',
  'problems',
  'watcher',
  'settings',
] as const;
export type View = (typeof VIEWS)[number];

export type Theme = 'light' | 'dark' | 'system';

/** Which part of a definition somebody asked to see. `nonce` differs each time, so that asking twice acts twice. */
export interface DefinitionFocus {
  readonly id: string;
  readonly pane: 'facts' | 'text' | 'diff' | 'versions' | 'create';
  /** Line of the text, from 1. */
  readonly line: number | null;
  readonly nonce: number;
}

/** What the user looks at: never journaled, never sent. */
export interface UiState {
  readonly view: View;
  /** What is selected, per screen: a definition id, the position of an event, the id of a need, the items of a log. */
  readonly selection: Readonly<Record<View, string | null>>;
  /** The text of each screen's filter box. */
  readonly filters: Readonly<Record<View, string>>;
  readonly definitionFocus: DefinitionFocus | null;
  readonly theme: Theme;
  /** False: the rail shows icons only, also where it has room for words. */
  readonly isRailWide: boolean;
  readonly dialog: 'palette' | 'help' | 'open-folder' | 'batch' | 'trust' | 'look-only' | 'take-over' | null;
}

const NOTHING: UiState['selection'] = {
  overview: null,
  reloads: null,
  components: null,
  agents: null,
  jobs: null,
  definitions: null,
  logs: null,
  problems: null,
  watcher: null,
  settings: null,
};

export const uiStore = createStore<UiState>(() => ({
  view: 'overview',
  selection: NOTHING,
  filters: {
    overview: '',
    reloads: '',
    components: '',
    agents: '',
    jobs: '',
    definitions: '',
    logs: '',
    problems: '',
    watcher: '',
    settings: '',
  },
  definitionFocus: null,
  theme: 'system',
  isRailWide: true,
  dialog: null,
}));

/** Reads one thing out of what the user looks at. */
export function useUi<T>(select: (ui: UiState) => T): T {
  return useStore(uiStore, select);
}

export const selectView = (ui: UiState): View => ui.view;
export const selectTheme = (ui: UiState): Theme => ui.theme;
export const selectIsRailWide = (ui: UiState): boolean => ui.isRailWide;
export const selectDialog = (ui: UiState): UiState['dialog'] => ui.dialog;
export const selectDefinitionFocus = (ui: UiState): DefinitionFocus | null => ui.definitionFocus;

/** What is selected on one screen. */
export function selectSelection(view: View): (ui: UiState) => string | null {
  return (ui) => ui.selection[view];
}

/** The filter text of one screen. */
export function selectFilter(view: View): (ui: UiState) => string {
  return (ui) => ui.filters[view];
}

/** Shows a screen. */
export function showView(view: View): void {
  uiStore.setState({ view, dialog: null });
}

/** Selects something on a screen without leaving the one that is shown; null forgets the selection. */
export function select(view: View, id: string | null): void {
  uiStore.setState(({ selection }) => ({ selection: { ...selection, [view]: id } }));
}

/** Shows a screen with something selected. */
export function openOn(view: View, id: string | null): void {
  select(view, id);
  showView(view);
}

/** Sets the filter text of a screen. */
export function setFilter(view: View, text: string): void {
  uiStore.setState(({ filters }) => ({ filters: { ...filters, [view]: text } }));
}

/** Shows one event, by its position, where it stands among all that happened. */
export function showEvent(position: string): void {
  setFilter('reloads', '');
  openOn('reloads', position);
}

/** Shows a screen narrowed to what matches, with nothing selected: what the counts in the strip do. */
export function showFiltered(view: View, text: string): void {
  setFilter(view, text);
  openOn(view, null);
}

let focusCount = 0;

/** Shows one definition; `pane` and `line` say what of it. */
export function openDefinition(id: string, pane: DefinitionFocus['pane'] = 'facts', line: number | null = null): void {
  focusCount += 1;
  uiStore.setState({ definitionFocus: { id, pane, line, nonce: focusCount } });
  openOn('definitions', id);
}

/** Opens one of the app's dialogs, or closes the one that is open. */
export function showDialog(dialog: UiState['dialog']): void {
  uiStore.setState({ dialog });
}

/** Switches the rail between words and icons. */
export function toggleRail(): void {
  uiStore.setState(({ isRailWide }) => ({ isRailWide: !isRailWide }));
}

/** Chooses a theme; `stores/theme.ts` applies and remembers it. */
export function setTheme(theme: Theme): void {
  uiStore.setState({ theme });
}
