import type { Agent } from '../../../shared/agent-state.ts';
import { plural } from '../../lib/format.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import parts from '../components/inspector-parts.module.css';
import { useKnownNow } from '../components/since.tsx';
import { stopRungs } from '../components/stop-rungs.ts';

const RUNGS = ['asked', 'waiting', 'killed', 'reaped', 'escaped'] as const;

interface OwnStopSectionProps {
  readonly agent: Agent;
  readonly stop: NonNullable<Agent['stop']>;
}

/** Where the stop of an agent that no component owns has got to. */
export function OwnStopSection({ agent, stop }: OwnStopSectionProps) {
  const now = useKnownNow();
  const rung = RUNGS.find((one) => one === stop.rung) ?? 'asked';
  const rungs = stopRungs({ ...stop, rung, since: agent.since }, now);
  return (
    <Section title="Stop" right={plural(stop.pids.length, 'process', 'processes')}>
      <ol data-testid="agent-stop-ladder">
        {rungs.map(({ rung: name, word, place, glyph, note }) => (
          <li
            key={name}
            className={parts['rung']}
            data-place={place}
            aria-current={place === 'now' ? 'step' : undefined}
          >
            <Glyph name={glyph} />
            <span>{word}</span>
            <span className={parts['lineNote']}>{note}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
