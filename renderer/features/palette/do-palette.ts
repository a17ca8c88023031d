import type { ActionRequest } from '../../../shared/actions/all.ts';
import { copyOfState } from '../../client/bind.ts';
import { actAndTell } from '../../client/calls.ts';
import { askToLoad, setPane } from '../../stores/agents-pane.ts';
import { nextTheme } from '../../stores/theme.ts';
import { tell } from '../../stores/toast-store.ts';
import { openDefinition, openOn, setTheme, showDialog, showView, toggleRail, uiStore } from '../../stores/ui-store.ts';
import type { PaletteItem } from './palette-item.ts';
import { commandLine } from './palette-items.ts';

/** Does what a line says, and closes the palette. */
export function doPaletteItem({ label, does }: PaletteItem): void {
  showDialog(null);
  switch (does.sort) {
    case 'act':
      // The input was filled in for this very row of the table, and the core checks it again.
      void actAndTell(does.name, does.input as ActionRequest<typeof does.name>, {
        done: `Done: ${label}`,
        failed: `Not done: ${label}`,
      });
      return;
    case 'view':
      return showView(does.view);
    case 'definition':
      return openDefinition(does.id, does.pane);
    case 'component':
      return openOn('components', does.name);
    case 'agent':
      if (does.pane !== undefined) setPane(does.pane);
      return openOn('agents', does.id);
    case 'load-agent':
      askToLoad(true);
      return showView('agents');
    case 'reload':
      return openOn('reloads', does.id);
    case 'dialog':
      return showDialog(does.dialog);
    case 'theme':
      return setTheme(nextTheme(uiStore.getState().theme));
    case 'rail':
      return toggleRail();
    case 'copy-state':
      return copy(copyOfState(), 'State copied');
  }
}

/** Copies the line of a shell that does the same. */
export function copyCommandLine({ does }: PaletteItem): void {
  const line = commandLine(does);
  if (line === null) return;
  showDialog(null);
  copy(line, 'Command line copied');
}

function copy(text: string, done: string): void {
  navigator.clipboard.writeText(text).then(
    () => tell(done),
    () => tell('The browser did not let the page copy'),
  );
}
