import type { RollbackHow } from './rollback-dialog.tsx';

/** The question that is open over the screen; null when there is none. */
export type OpenDialog =
  | { readonly sort: 'create'; readonly kind: string | null }
  | { readonly sort: 'rename' | 'duplicate' | 'delete'; readonly id: string }
  | { readonly sort: 'rollback'; readonly id: string; readonly version: number; readonly how: RollbackHow }
  | null;

/** What stands below the list: the text of a definition, or a comparison of two of its versions. */
export type Dock =
  | {
      readonly sort: 'text';
      readonly id: string;
      readonly goTo: { readonly line: number; readonly column: number } | null;
    }
  | { readonly sort: 'compare'; readonly id: string; readonly from: number | null; readonly to: number | null }
  | null;

/** The lower pane for what is selected now: a text follows the selection, a comparison stays with its definition. */
export function dockFor(dock: Dock, selected: string | null): Dock {
  if (dock === null || selected === null || dock.id === selected) return dock;
  return dock.sort === 'text' ? { sort: 'text', id: selected, goTo: null } : null;
}

/** What a part of the screen can ask the screen to open. */
export interface Opener {
  readonly text: (id: string, line?: number | null, column?: number) => void;
  readonly compare: (id: string, from: number | null, to: number | null) => void;
  readonly dialog: (dialog: OpenDialog) => void;
}
