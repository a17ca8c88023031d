import type { Agent } from '../../../shared/agent-state.ts';
import { plural } from '../../lib/format.ts';
import { Section } from '../../ui/inspector.tsx';
import { StopLadder } from '../components/stop-ladder.tsx';

interface OwnStopSectionProps {
  readonly agent: Agent;
  readonly stop: NonNullable<Agent['stop']>;
}

/** Where the stop of an agent that no component owns has got to. */
export function OwnStopSection({ agent, stop }: OwnStopSectionProps) {
  return (
    <Section title="Stop" right={plural(stop.pids.length, 'process', 'processes')}>
      <StopLadder stop={{ ...stop, since: agent.since }} testId="agent-stop-ladder" />
    </Section>
  );
}
