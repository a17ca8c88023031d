import type { Component, Run } from '../../../shared/component-state.ts';
import { Section } from '../../ui/inspector.tsx';
import { Time } from '../../ui/time.tsx';
import { CRASH_STATES } from '../../words/component-look.ts';
import { CrashCard } from './crash-card.tsx';

interface CrashSectionProps {
  readonly component: Component;
  readonly run: Run | undefined;
}

/** The crash card, where there is a crash to tell about. */
export function CrashSection({ component, run }: CrashSectionProps) {
  if (!CRASH_STATES.has(component.state)) return null;
  return (
    <Section title={`It ${verb(component)}`} right={<Time at={component.since} mode="full" />}>
      <CrashCard component={component} run={run} isPrimary={false} />
    </Section>
  );
}

function verb(component: Component): string {
  if (component.state === 'failed') return 'did not start';
  return component.state === 'crash-looping' ? 'crashes again and again' : 'crashed';
}
