import { showDialog, showView, toggleRail, uiStore } from '../../stores/ui-store.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';

const overview = () => showView('overview');
const reloads = () => showView('reloads');
const components = () => showView('components');
const definitions = () => showView('definitions');
const settings = () => showView('settings');
const help = () => showDialog('help');

function palette(): void {
  const isOpen = uiStore.getState().dialog === 'palette';
  showDialog(isOpen ? null : 'palette');
}

/** The keys that work everywhere. */
export function AppKeys() {
  useHotkeys({
    '1': overview,
    '2': reloads,
    '3': components,
    '6': definitions,
    'mod+1': overview,
    'mod+2': reloads,
    'mod+3': components,
    'mod+6': definitions,
    'mod+k': palette,
    'mod+shift+P': palette,
    F1: palette,
    '?': help,
    'mod+,': settings,
    'mod+b': toggleRail,
  });
  return null;
}
