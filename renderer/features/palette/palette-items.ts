import { type ActionName, actionRows } from '../../../shared/actions/all.ts';
import type { ActionRow } from '../../../shared/actions/row.ts';
import type { Agent } from '../../../shared/agent-state.ts';
import type { Component } from '../../../shared/component-state.ts';
import type { View } from '../../stores/ui-store.ts';
import { agentTarget, isAgentAct } from './agent-targets.ts';
import { componentTarget, isComponentAct } from './component-targets.ts';
import type { PaletteDoes, PaletteItem, Target } from './palette-item.ts';

/** What the palette is narrowed to by its first character: `>` acts, `@` definitions, `:` a place in the journal. */
export interface PaletteQuery {
  readonly only: 'acts' | 'definitions' | 'seq' | null;
  readonly words: readonly string[];
}

/** Reads what was typed. */
export function readQuery(text: string): PaletteQuery {
  const only = text.startsWith('>')
    ? 'acts'
    : text.startsWith('@')
      ? 'definitions'
      : text.startsWith(':')
        ? 'seq'
        : null;
  const rest = only === null ? text : text.slice(1);
  return { only, words: rest.toLowerCase().split(/\s+/).filter(Boolean) };
}

/** Lines that are always there. */
export const FIXED_ITEMS: readonly PaletteItem[] = [
  view('overview', 'Overview', 'what needs you', '1'),
  view('reloads', 'Reloads', 'what happened, newest first', '2'),
  view('components', 'Components', 'what runs, worst first', '3'),
  view('agents', 'Agents', 'agents and MCP servers, worst first', '4'),
  view('jobs', 'Jobs', 'tools, and what they ran', '5'),
  view('definitions', 'Definitions', 'disk, loaded, running', '6'),
  view('logs', 'Logs', 'what processes wrote', '8'),
  view('problems', 'Problems', 'names that nothing has, keys that nothing reads', undefined),
  view('watcher', 'Watcher', 'health; why a path did not reload', undefined),
  view('settings', 'Settings', 'of the workspace and the app', 'Ctrl ,'),
  fixed('theme', 'Change theme', 'light, dark, as the system', { sort: 'theme' }),
  fixed('rail', 'Rail with words or icons', 'more room for the list', { sort: 'rail' }, 'Ctrl B'),
  fixed('copy-state', 'Copy state', 'all that is known now, as JSON', { sort: 'copy-state' }),
  fixed('help', 'Keys', 'every key in one place', { sort: 'dialog', dialog: 'help' }, '?'),
];

function view(name: View, label: string, note: string, keys: string | undefined): PaletteItem {
  return { id: `view-${name}`, group: 'Go to', label, note, keys, does: { sort: 'view', view: name } };
}

function fixed(id: string, label: string, note: string, does: PaletteDoes, keys?: string): PaletteItem {
  return { id, group: 'Run', label, note, keys, does };
}

/** What the acts would act on. */
export interface PaletteContext {
  /** Id of the selected definition. */
  readonly selected: string | null;
  /** The version of it that is loaded. */
  readonly loaded: number | null;
  readonly isPinned: boolean;
  /** The selected component, where one is. */
  readonly component: Component | null;
  /** The selected connection, where one is. */
  readonly agent?: Agent | null;
  readonly heldCount: number;
  readonly isTrusted: boolean;
  readonly isHeldElsewhere: boolean;
}

/** The acts that need nothing but a decision, with their input filled in; the others are reached from what they act on. */
export function actItems(context: PaletteContext, whyOff: (name: ActionName) => string | undefined): PaletteItem[] {
  const items: PaletteItem[] = [];
  for (const name of Object.keys(actionRows) as ActionName[]) {
    const row: ActionRow = actionRows[name];
    if (row.reads) continue;
    const target = targetOf(name, context);
    const off = whyOff(name) ?? target.off;
    items.push({
      id: `act-${name}`,
      group: off !== undefined ? 'Not now' : target.onSelection ? 'On the selection' : 'Run',
      label: target.label ?? row.title,
      note: target.note ?? name,
      off,
      does: target.does ?? { sort: 'act', name, input: target.input ?? {} },
    });
  }
  return items;
}

function targetOf(name: ActionName, context: PaletteContext): Target {
  if (isComponentAct(name)) return componentTarget(name, context.component);
  if (isAgentAct(name)) return agentTarget(name, context.agent ?? null);
  const { selected, heldCount, loaded, isPinned, isTrusted, isHeldElsewhere } = context;
  const onDefinition = (words: string, pane: 'facts' | 'text' | 'versions'): Target =>
    selected === null
      ? { off: 'select a definition first' }
      : {
          onSelection: true,
          label: `${words} ${selected}…`,
          note: 'opens it',
          does: { sort: 'definition', id: selected, pane },
        };
  switch (name) {
    case 'definition.reload':
      return selected === null
        ? { off: 'select a definition first' }
        : {
            onSelection: true,
            label: `Load ${selected} from disk again`,
            note: 'reads the file now',
            input: { id: selected },
          };
    case 'definition.unpin':
      return selected === null
        ? { off: 'select a definition first' }
        : isPinned
          ? {
              onSelection: true,
              label: `Let ${selected} follow its file`,
              note: 'takes the pin off',
              input: { id: selected },
            }
          : { off: 'it is not pinned' };
    case 'definition.save':
      return onDefinition('Edit', 'text');
    case 'definition.rename':
      return onDefinition('Rename', 'facts');
    case 'definition.delete':
      return onDefinition('Delete', 'facts');
    case 'definition.rollback':
      return loaded === null && selected !== null
        ? { off: 'no version is loaded' }
        : onDefinition('Roll back', 'versions');
    case 'definition.create':
      return {
        label: 'New definition…',
        note: 'from a template',
        does: { sort: 'definition', id: selected ?? '', pane: 'create' },
      };
    case 'batch.apply':
      return heldCount === 0
        ? { off: 'nothing waits' }
        : { label: `Apply ${heldCount} held`, note: 'loads what waits' };
    case 'batch.discard':
      return heldCount === 0
        ? { off: 'nothing waits' }
        : { label: `Discard ${heldCount} held…`, note: 'asks first', does: { sort: 'dialog', dialog: 'batch' } };
    case 'workspace.open':
      return {
        label: 'Open folder…',
        note: 'look-only until you trust it',
        does: { sort: 'dialog', dialog: 'open-folder' },
      };
    case 'workspace.rescan':
      return { note: 'finds what no event announced' };
    case 'workspace.trust':
      return isTrusted
        ? {
            label: 'Only look at this workspace…',
            note: 'asks first, stops what runs',
            does: { sort: 'dialog', dialog: 'look-only' },
          }
        : { label: 'Trust this workspace…', note: 'asks first', does: { sort: 'dialog', dialog: 'trust' } };
    case 'workspace.takeOver':
      return isHeldElsewhere
        ? { label: 'Take this workspace over…', note: 'asks first', does: { sort: 'dialog', dialog: 'take-over' } }
        : { off: 'nobody else holds it' };
    case 'workspace.close':
      return { note: 'the others stay open' };
    case 'config.set':
      return {
        label: 'Change a setting of the workspace…',
        note: 'opens the settings',
        does: { sort: 'view', view: 'settings' },
      };
    case 'settings.set':
      return {
        label: 'Change a setting of the app…',
        note: 'opens the settings',
        does: { sort: 'view', view: 'settings' },
      };
    case 'workspace.reopen':
      return { note: 'with what is saved in its settings' };
    case 'notice.dismiss':
      return { off: 'dismissed on the notice itself' };
    case 'action.cancel':
      return { off: 'needs the id of an act: use the command line' };
    default:
      return ON_A_SCREEN[name] ?? {};
  }
}

const onScreen = (label: string, view: View): Target => ({ label, note: 'opens it', does: { sort: 'view', view } });

/** Acts that need something to be picked, or written, on a screen first. */
const ON_A_SCREEN: Partial<Record<ActionName, Target>> = {
  'job.run': onScreen('Run a tool…', 'jobs'),
  'job.rerun': onScreen('Run a job again…', 'jobs'),
  'job.cancel': onScreen('Cancel a job…', 'jobs'),
  'job.forget': onScreen('Forget remembered arguments…', 'jobs'),
  'job.repeat': onScreen('Run a job again after each redeploy…', 'jobs'),
  'job.unrepeat': onScreen('Stop running a job again…', 'jobs'),
  'tool.install': { off: 'needs a manifest: use the command line' },
  'tool.uninstall': onScreen('Uninstall a tool…', 'definitions'),
};

/** The line of a shell that does the same; null where there is none. */
export function commandLine(does: PaletteDoes): string | null {
  if (does.sort === 'act') {
    const input = Object.keys(does.input).length === 0 ? '' : ` ${shellQuoted(JSON.stringify(does.input))}`;
    return `signalbox act ${does.name}${input}`;
  }
  if (does.sort === 'definition' && does.id !== '' && does.pane !== 'create') {
    return `signalbox act definition.read ${shellQuoted(JSON.stringify({ id: does.id }))}`;
  }
  return null;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
