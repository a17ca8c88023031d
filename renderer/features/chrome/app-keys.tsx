import { showDialog, showView, toggleRail, uiStore } from '../../stores/ui-store.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';

const overview = () => showView('overview');
const reloads = () => showView('reloads');
const components = () => showView('components');
const agents = () => showView('agents');
const jobs = () => showView('jobs');
const definitions = () => showView('definitions');
const logs = () => showView('logs');
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
    '4': agents,
    '5': jobs,
    '6': definitions,
    '8': logs,
    'mod+1': overview,
    'mod+2': reloads,
    'mod+3': components,
    'mod+4': agents,
    'mod+5': jobs,
    'mod+6': definitions,
    'mod+8': logs,
    'mod+k': palette,
    'mod+shift+P': palette,
    F1: palette,
    '?': help,
    'mod+,': settings,
    'mod+b': toggleRail,
  });
  return null;
}
