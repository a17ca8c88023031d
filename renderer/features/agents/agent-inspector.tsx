import { useState } from 'react';
import { type Agent, BEFORE_READY } from '../../../shared/agent-state.ts';
import { actAndTell } from '../../client/calls.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectAgent, selectComponent, selectIsStale, selectRun, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Inspector } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import { agentLook, agentName, MOVING, sortWord, whyNotClose } from '../../words/agent-look.ts';
import { CRASH_STATES } from '../../words/component-look.ts';
import { crashedRun } from '../../words/crash-words.ts';
import { CrashSection } from '../components/crash-section.tsx';
import { PlanSplit } from '../components/plan-split.tsx';
import { Since } from '../components/since.tsx';
import { StopSection } from '../components/stop-section.tsx';
import { SuspendedNote } from '../components/suspended-note.tsx';
import { DownloadSection } from './download-section.tsx';
import { FactsSection } from './facts-section.tsx';
import { FailureSection } from './failure-section.tsx';
import { HandshakeSection } from './handshake-section.tsx';
import css from './inspector-parts.module.css';
import { OwnStopSection } from './own-stop-section.tsx';
import { ServerSection } from './server-section.tsx';
import { StoresSection } from './stores-section.tsx';

interface AgentInspectorProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** How one connection was made, what went wrong with it, and what can be done with it. */
export function AgentInspector({ id, onClose }: AgentInspectorProps) {
  const agent = useWorkspace(selectAgent(id));
  const component = useWorkspace(selectComponent(agent?.component ?? null));
  const run = useWorkspace(selectRun(component?.run ?? null));
  const isStale = useWorkspace(selectIsStale);
  if (!agent) {
    return (
      <Inspector title={id} onClose={onClose}>
        <EmptyState title="There is no such connection now.">What became of it is in Reloads.</EmptyState>
      </Inspector>
    );
  }
  const { glyph, word } = agentLook(agent, component);
  const { pid, state, detail } = agent;
  const hasCrashed = component !== undefined && CRASH_STATES.has(component.state);
  return (
    <Inspector
      title={agentName(agent)}
      glyph={isStale ? 'unknown' : glyph}
      onClose={onClose}
      subtitle={
        <>
          <span data-testid="agent-state">{isStale ? `last known: ${word}` : word}</span> for <Since at={agent.since} />
          <span className={parts['gap']}>{sortWord(agent.sort)}</span>
          {pid === null ? null : <span className={parts['gap']}>pid {pid}</span>}
          {MOVING.has(state) && detail !== null ? <p className={css['soft']}>{detail}</p> : null}
          <SuspendedNote component={component} />
        </>
      }
      actions={component ? <ComponentActs agent={agent} component={component} /> : <OwnActs agent={agent} />}
    >
      {component?.stop ? <StopSection component={component} stop={component.stop} /> : null}
      {agent.stop === null || component?.stop ? null : <OwnStopSection agent={agent} stop={agent.stop} />}
      <DownloadSection agent={agent} />
      <FailureSection
        agent={agent}
        hasCard={hasCrashed}
        hasTail={hasCrashed && crashedRun(component, run) !== undefined}
      />
      {component ? <CrashSection component={component} run={run} /> : null}
      <HandshakeSection agent={agent} />
      <StoresSection agent={agent} />
      <ServerSection agent={agent} />
      <FactsSection agent={agent} component={component} />
    </Inspector>
  );
}

interface ComponentActsProps {
  readonly agent: Agent;
  readonly component: { readonly name: string; readonly desired: string; readonly state: string };
}

function ComponentActs({ component }: ComponentActsProps) {
  const { name, desired, state } = component;
  const isDown = desired === 'down';
  return (
    <>
      <PlanSplit action={isDown ? 'deploy' : 'redeploy'} names={[name]} place="inspector" />
      <PlanSplit
        action="undeploy"
        names={[name]}
        place="inspector"
        whyNot={isDown && state !== 'unknown' ? 'it is down' : undefined}
      />
    </>
  );
}

/** What an act loaded is closed by an act. */
function OwnActs({ agent }: { readonly agent: Agent }) {
  const { id, state } = agent;
  const [isAsking, setIsAsking] = useState(false);
  const whyOff = useWhyOff('agent.close');
  const isBegun = BEFORE_READY.includes(state);
  return (
    <>
      <Button disabledReason={whyOff ?? whyNotClose(agent)} onClick={() => setIsAsking(true)} testId="agent-close">
        {isBegun ? 'Cancel load…' : 'Close…'}
      </Button>
      <Confirm
        open={isAsking}
        title={isBegun ? `Cancel the load of ${id}?` : `Close ${id}?`}
        danger
        confirmLabel={isBegun ? 'Cancel 1 load' : 'Close 1 connection'}
        onConfirm={() => {
          setIsAsking(false);
          void actAndTell('agent.close', { key: id }, { done: `${id} is closed`, failed: `${id} was not closed` });
        }}
        onClose={() => setIsAsking(false)}
      >
        {isBegun
          ? 'What was fetched so far is dropped, and a process that was started is ended. Other connections stay.'
          : 'Its process is asked to end, and is killed when it does not. Other connections stay.'}
      </Confirm>
    </>
  );
}
