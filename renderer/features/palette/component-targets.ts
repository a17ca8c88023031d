import type { ActionName } from '../../../shared/actions/all.ts';
import type { Component } from '../../../shared/component-state.ts';
import type { Table } from '../../../shared/table.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { componentLook } from '../../words/component-look.ts';
import { matchesWords, matchRank } from './match.ts';
import type { PaletteItem, Target } from './palette-item.ts';

const ACTS = [
  'component.deploy',
  'component.undeploy',
  'component.redeploy',
  'component.restart',
  'component.followFile',
  'component.applyNow',
  'component.cancelPending',
  'run.killNow',
  'orphan.adopt',
  'orphan.kill',
] as const satisfies readonly ActionName[];
type ComponentAct = (typeof ACTS)[number];

/** Whether an act is one on components, their runs or leftover processes. */
export function isComponentAct(name: ActionName): name is ComponentAct {
  return (ACTS as readonly ActionName[]).includes(name);
}

/** What such an act would act on; what takes something away leads to the place that asks first. */
export function componentTarget(name: ComponentAct, component: Component | null): Target {
  if (name === 'orphan.adopt' || name === 'orphan.kill') {
    return { off: 'decided in Overview, on the process itself', does: { sort: 'view', view: 'overview' } };
  }
  if (component === null) return not('select a component first');
  const { name: own, override, pendingChange, stop, run } = component;
  const input = { name: own };
  switch (name) {
    case 'component.deploy':
      return { onSelection: true, label: `Deploy ${own}`, note: 'only this one', input };
    case 'component.redeploy':
      return { onSelection: true, label: `Redeploy ${own}`, note: 'only this one', input };
    case 'component.undeploy':
      return asks(own, `Undeploy ${own}…`);
    case 'component.restart':
      return asks(own, `Restart ${own}…`);
    case 'component.followFile':
      return override === null
        ? not('it follows its file')
        : { onSelection: true, label: `Let ${own} follow its file`, note: 'forgets what was said by hand', input };
    case 'component.applyNow':
      return pendingChange === null
        ? not('no change waits')
        : { onSelection: true, label: `Apply the waiting change of ${own} now`, note: 'cuts its calls', input };
    case 'component.cancelPending':
      return pendingChange === null
        ? not('no change waits')
        : { onSelection: true, label: `Keep ${own} running as it is`, note: 'drops the waiting change', input };
    case 'run.killNow':
      return stop === null || run === null ? not('it is not stopping') : asks(own, `Kill ${own} now…`);
  }
}

/** What cannot be done leads to the screen where that can change. */
function not(off: string): Target {
  return { off, does: { sort: 'view', view: 'components' } };
}

function asks(name: string, label: string): Target {
  return { onSelection: true, label, note: 'opens it', does: { sort: 'component', name } };
}

const SHOWN = 20;

const listOf = perBucket((bucket: Readonly<Record<string, Component>>): Component[] => Object.values(bucket));

/** The components whose name or type was typed, best first. */
export function componentLines(components: Table<Component>, words: readonly string[]): PaletteItem[] {
  return listOf(components)
    .filter(({ name, type }) => matchesWords(`${name} ${type}`, words))
    .sort((one, other) => matchRank(one.name, words) - matchRank(other.name, words) || (one.name < other.name ? -1 : 1))
    .slice(0, SHOWN)
    .map((component) => ({
      id: `component-${component.name}`,
      group: 'Components',
      label: component.name,
      note: `${componentLook(component).word}, ${component.type}`,
      does: { sort: 'component', name: component.name },
    }));
}
