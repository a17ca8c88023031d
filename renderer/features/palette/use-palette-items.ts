import { useMemo } from 'react';
import type { Definition, State } from '../../../shared/state.ts';
import { tableGet } from '../../../shared/table.ts';
import { formatClock } from '../../lib/format.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { useHistory } from '../../stores/history.ts';
import { selectSelection, selectView, useUi, type View } from '../../stores/ui-store.ts';
import { whyOff } from '../../stores/why-off.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import { definitionLook } from '../../ui/definition-look.ts';
import { needsOf, selectedNeed } from '../../words/needs.ts';
import { reloadRow } from '../../words/reload-row.ts';
import { agentLines } from './agent-targets.ts';
import { componentLines } from './component-targets.ts';
import { matchesWords, matchRank } from './match.ts';
import type { PaletteItem } from './palette-item.ts';
import { actItems, FIXED_ITEMS, readQuery } from './palette-items.ts';

const DEFINITIONS_SHOWN = 30;
const RELOADS_SHOWN = 8;
const RELOADS_SEARCHED = 500;
const GROUPS: readonly PaletteItem['group'][] = [
  'On the selection',
  'Run',
  'Go to',
  'Components',
  'Agents',
  'Definitions',
  'Recent reloads',
  'Not now',
];

/** The lines that answer what was typed, best first within their groups. */
export function usePaletteItems(text: string): PaletteItem[] {
  const view = useWorkspace((workspace) => workspace);
  const events = useHistory();
  const shown = useUi(selectView);
  const chosen = useUi(selectSelection(shown));
  return useMemo(() => {
    const query = readQuery(text);
    const { words, only } = query;
    const selected = selectedDefinition(view.state, shown, chosen);
    const definition = selected === null ? undefined : tableGet(view.state.definitions, selected);
    const agent = shown === 'agents' && chosen !== null ? (tableGet(view.state.agents, chosen) ?? null) : null;
    // What is connected is deployed and undeployed as its component.
    const component = shown === 'components' ? chosen : (agent?.component ?? null);
    const context = {
      agent,
      component: component === null ? null : (tableGet(view.state.components, component) ?? null),
      selected: definition ? selected : null,
      heldCount: view.state.batch?.items.length ?? 0,
      loaded: definition?.loaded?.version ?? null,
      isPinned: (definition?.pin ?? null) !== null,
      isTrusted: view.state.workspace?.trusted ?? false,
      isHeldElsewhere: (view.state.workspace?.readOnly ?? null) !== null,
    };
    const acts = only === null || only === 'acts' ? actItems(context, (name) => whyOff(view, name)) : [];
    const fixed =
      only === null ? FIXED_ITEMS : only === 'acts' ? FIXED_ITEMS.filter(({ group }) => group === 'Run') : [];
    const found = [...acts, ...fixed].filter((item) =>
      matchesWords(text.includes('.') ? `${item.label} ${item.id}` : item.label, words),
    );
    if (only !== 'acts' && only !== 'seq' && (words.length > 0 || only === 'definitions')) {
      found.push(
        ...definitionItems(idsOf(view.state.definitions), words, (id) => tableGet(view.state.definitions, id)),
      );
    }
    if (only === null && words.length > 0) {
      found.push(...componentLines(view.state.components, words));
      found.push(...agentLines(view.state.agents, view.state.components, words));
    }
    if (only !== 'acts' && only !== 'definitions' && (words.length > 0 || only === 'seq')) {
      found.push(...reloadItems(events, words));
    }
    return found.sort((one, other) => compare(one, other, words));
  }, [text, view, events, shown, chosen]);
}

function compare(one: PaletteItem, other: PaletteItem, words: readonly string[]): number {
  return (
    GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group) ||
    Number(one.off !== undefined) - Number(other.off !== undefined) ||
    matchRank(one.label, words) - matchRank(other.label, words)
  );
}

/** The definition that acts would act on; Overview selects its first item by itself. */
function selectedDefinition(state: State, shown: View, chosen: string | null): string | null {
  if (shown === 'definitions') return chosen;
  return shown === 'overview' ? (selectedNeed(needsOf(state), chosen)?.id ?? null) : null;
}

const idsOf = perBucket((bucket: Readonly<Record<string, Definition>>): string[] => Object.keys(bucket));

function definitionItems(
  ids: readonly string[],
  words: readonly string[],
  get: (id: string) => Definition | undefined,
): PaletteItem[] {
  const found = ids.filter((id) => matchesWords(id, words));
  found.sort((one, other) => rankOf(one, words) - rankOf(other, words) || (one < other ? -1 : 1));
  return found.slice(0, DEFINITIONS_SHOWN).flatMap((id): PaletteItem[] => {
    const definition = get(id);
    if (!definition) return [];
    const { word } = definitionLook(definition);
    const version = definition.loaded === null ? 'nothing loaded' : `v${definition.loaded.version} loaded`;
    return [
      {
        id: `definition-${id}`,
        group: 'Definitions',
        label: id,
        note: `${word}, ${version}`,
        does: { sort: 'definition', id, pane: 'facts' },
      },
    ];
  });
}

function rankOf(id: string, words: readonly string[]): number {
  return matchRank(id.slice(id.indexOf('/') + 1), words);
}

function reloadItems(events: ReturnType<typeof useHistory>, words: readonly string[]): PaletteItem[] {
  const found: PaletteItem[] = [];
  const oldest = Math.max(0, events.length - RELOADS_SEARCHED);
  for (let index = events.length - 1; index >= oldest && found.length < RELOADS_SHOWN; index -= 1) {
    const event = events[index];
    const row = event ? reloadRow(event) : null;
    if (!row || row.first) continue;
    const label = `${row.definition?.id ?? row.label} ${row.outcome}`;
    if (!matchesWords(`${label} ${row.seq} ${formatClock(row.at)}`, words)) continue;
    found.push({
      id: `reload-${row.id}`,
      group: 'Recent reloads',
      label,
      note: `${formatClock(row.at)}, seq ${row.seq}`,
      does: { sort: 'reload', id: row.id },
    });
  }
  return found;
}
