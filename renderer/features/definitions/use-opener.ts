import { useEffect, useState } from 'react';
import { tableGet } from '../../../shared/table.ts';
import { selectDefinitionFocus, uiStore, useUi } from '../../stores/ui-store.ts';
import { workspaceStore } from '../../stores/workspace-store.ts';
import { takeSides } from './comparison-request.ts';
import type { Dock, OpenDialog, Opener } from './opener.ts';

/** What is open beside the list, and how to open it; also follows what other screens asked to see. */
export function useOpener(): {
  readonly dock: Dock;
  readonly setDock: (dock: Dock) => void;
  readonly dialog: OpenDialog;
  readonly open: Opener;
} {
  const [dock, setDock] = useState<Dock>(null);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const [open] = useState<Opener>(() => ({
    text: (id, line = null, column = 1) => setDock({ sort: 'text', id, goTo: line === null ? null : { line, column } }),
    compare: (id, from, to) => setDock({ sort: 'compare', id, from, to }),
    dialog: setDialog,
  }));
  const focus = useUi(selectDefinitionFocus);

  useEffect(() => {
    if (!focus) return;
    // Asked once, done once: coming back to the screen later must not open it again.
    uiStore.setState({ definitionFocus: null });
    const { id, pane, line } = focus;
    const definition = tableGet(workspaceStore.getState().state.definitions, id);
    if (pane === 'text') open.text(id, line, definition?.error?.at?.column);
    else if (pane === 'diff') {
      const sides = takeSides(id) ?? { from: definition?.loaded?.version ?? null, to: null };
      open.compare(id, sides.from, sides.to);
    } else if (pane === 'create') open.dialog({ sort: 'create', kind: id === '' ? null : id });
  }, [focus, open]);

  return { dock, setDock, dialog, open };
}
