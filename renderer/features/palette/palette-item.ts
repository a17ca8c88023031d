import type { ActionName } from '../../../shared/actions/all.ts';
import type { View } from '../../stores/ui-store.ts';

/** One line of the palette. */
export interface PaletteItem {
  readonly id: string;
  readonly group:
    | 'On the selection'
    | 'Run'
    | 'Go to'
    | 'Components'
    | 'Agents'
    | 'Definitions'
    | 'Recent reloads'
    | 'Not now';
  readonly label: string;
  /** What it will do, or where it leads. */
  readonly note: string;
  readonly keys?: string | undefined;
  /** Why it cannot be done now; it stays listed. */
  readonly off?: string | undefined;
  readonly does: PaletteDoes;
}

/** What choosing a line does: plain data, so that the list can be tested without a page. */
export type PaletteDoes =
  | { readonly sort: 'act'; readonly name: ActionName; readonly input: Readonly<Record<string, unknown>> }
  | { readonly sort: 'view'; readonly view: View }
  | {
      readonly sort: 'definition';
      readonly id: string;
      readonly pane: 'facts' | 'text' | 'diff' | 'versions' | 'create';
    }
  | { readonly sort: 'component'; readonly name: string }
  | { readonly sort: 'agent'; readonly id: string; readonly pane?: 'tools' }
  | { readonly sort: 'load-agent' }
  | { readonly sort: 'reload'; readonly id: string }
  | { readonly sort: 'dialog'; readonly dialog: 'help' | 'open-folder' | 'batch' | 'trust' | 'look-only' | 'take-over' }
  | { readonly sort: 'theme' }
  | { readonly sort: 'rail' }
  | { readonly sort: 'copy-state' };

/** What an act would act on, and how the line says it. */
export interface Target {
  readonly onSelection?: boolean;
  readonly label?: string;
  readonly note?: string;
  readonly off?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly does?: PaletteDoes;
}
