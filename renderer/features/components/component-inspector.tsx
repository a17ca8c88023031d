import { Ellipsis } from 'lucide-react';
import type { Component } from '../../../shared/component-state.ts';
import { copyText } from '../../lib/copy-text.ts';
import { isMuted, toggleMuted, useNotices } from '../../stores/notice-store.ts';
import { linkTo } from '../../stores/permalink.ts';
import { openDefinition, openOn } from '../../stores/ui-store.ts';
import { selectAgent, selectComponent, selectIsStale, selectRun, useWorkspace } from '../../stores/workspace-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Inspector } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { componentLook } from '../../words/component-look.ts';
import { runWords, stateWords } from '../../words/component-words.ts';
import { CrashSection } from './crash-section.tsx';
import { DescriptorSection } from './descriptor-section.tsx';
import { DesiredSection } from './desired-section.tsx';
import { EventsSection } from './events-section.tsx';
import css from './inspector-parts.module.css';
import { NeedsSection } from './needs-section.tsx';
import { OrphanSection } from './orphan-section.tsx';
import { OutputSection } from './output-section.tsx';
import { PlanSplit } from './plan-split.tsx';
import { ProbesSection } from './probes-section.tsx';
import { RunsSection } from './runs-section.tsx';
import { Since } from './since.tsx';
import { StopSection } from './stop-section.tsx';
import { SuspendedNote } from './suspended-note.tsx';
import { WaitingSection } from './waiting-section.tsx';

interface ComponentInspectorProps {
  readonly name: string;
  readonly onClose: () => void;
}

/** Everything known about one component, and what can be done with it. */
export function ComponentInspector({ name, onClose }: ComponentInspectorProps) {
  const component = useWorkspace(selectComponent(name));
  const isStale = useWorkspace(selectIsStale);
  const run = useWorkspace(selectRun(component?.run ?? null));
  if (!component) {
    return (
      <Inspector title={name} onClose={onClose}>
        <EmptyState title="There is no such component now.">What became of it is in Reloads.</EmptyState>
      </Inspector>
    );
  }
  const { glyph } = componentLook(component);
  const words = stateWords(component, run);
  return (
    <Inspector
      title={name}
      glyph={isStale ? 'unknown' : glyph}
      onClose={onClose}
      subtitle={
        <>
          <span data-testid="component-state">{isStale ? `last known: ${words}` : words}</span> for{' '}
          <Since at={component.since} />
          <span className={parts['gap']}>{component.type}</span>
          {run ? (
            <span className={parts['gap']}>
              run {run.number}, {runWords(run)}
            </span>
          ) : null}
          {run && run.words === component.reason ? null : <p className={css['reason']}>{component.reason}</p>}
          <SuspendedNote component={component} />
        </>
      }
      actions={<Acts component={component} />}
    >
      <CrashSection component={component} run={run} />
      <OrphanSection name={name} />
      <WaitingSection component={component} />
      {component.stop ? <StopSection component={component} stop={component.stop} /> : null}
      <OutputSection component={component} />
      <DescriptorSection component={component} run={run} />
      <DesiredSection component={component} run={run} />
      <ProbesSection component={component} />
      <RunsSection name={name} fresh={component.run ?? ''} isAlive={run?.endedAt === null} />
      <NeedsSection component={component} />
      <EventsSection name={name} fresh={component.changed} />
    </Inspector>
  );
}

function Acts({ component }: { readonly component: Component }) {
  const { name, desired, state } = component;
  const names = [name];
  const isDown = desired === 'down';
  return (
    <>
      {isDown ? (
        <PlanSplit action="deploy" names={names} kind="primary" place="inspector" />
      ) : (
        <PlanSplit
          action="redeploy"
          names={names}
          kind="primary"
          place="inspector"
          hotkey={{ shown: 'Shift R', bound: 'shift+R' }}
        />
      )}
      <PlanSplit
        action="undeploy"
        names={names}
        place="inspector"
        whyNot={isDown && state !== 'unknown' ? 'it is down' : undefined}
      />
      <More component={component} />
    </>
  );
}

function More({ component }: { readonly component: Component }) {
  const { name, definition } = component;
  const isAgent = useWorkspace((view) => selectAgent(name)(view) !== undefined);
  const muted = useNotices((store) => isMuted(store, name));
  const entries: readonly MenuEntry[] = [
    {
      id: 'definition',
      label: 'Open its definition',
      note: definition ?? '',
      disabledReason: definition === null ? 'registered in code' : undefined,
      onSelect: () => definition !== null && openDefinition(definition, 'text'),
    },
    {
      id: 'mute',
      label: muted ? 'Notify about it again' : 'Mute its notifications',
      onSelect: () => toggleMuted(name),
    },
    {
      id: 'agent',
      label: 'Open in Agents',
      disabledReason: isAgent ? undefined : 'it is no agent or MCP server that was connected',
      onSelect: () => openOn('agents', name),
    },
    'separator',
    {
      id: 'copy-link',
      label: 'Copy link',
      onSelect: () => void copyText(linkTo({ view: 'components', selection: name }), `link to ${name}`),
    },
    {
      id: 'copy-command',
      label: 'Copy as command line',
      onSelect: () => void copyText(`signalbox act component.redeploy '${JSON.stringify({ name })}'`, 'command line'),
    },
  ];
  return (
    <Menu
      align="end"
      testId="component-menu"
      trigger={
        <button type="button" className={parts['more']} aria-label={`More acts on ${name}`} title="More acts">
          <Ellipsis />
        </button>
      }
      entries={entries}
    />
  );
}
