import { useState } from 'react';
import type { Component, StopFact } from '../../../shared/component-state.ts';
import { killNow } from '../../client/component-acts.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { plural } from '../../lib/format.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Section } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import css from './inspector-parts.module.css';
import { treeOf } from './process-tree.ts';
import { useKnownNow } from './since.tsx';
import { StopLadder } from './stop-ladder.tsx';

/** The tree is asked for this often while somebody looks at it, ms. */
const LOOK_MS = 2_000;

interface StopSectionProps {
  readonly component: Component;
  readonly stop: StopFact;
}

/** Where a stop has got to, which processes are still alive, and the way to end them at once. */
export function StopSection({ component, stop }: StopSectionProps) {
  const { name, run } = component;
  const [isAsking, setIsAsking] = useState(false);
  const whyNotKill = useWhyOff('run.killNow');
  const now = useKnownNow();
  const look = Math.floor(now / LOOK_MS);
  const answer = useAnswer('processes', run === null ? null : { runId: run }, run ?? '', look);
  const tree = treeOf(answer.value?.processes ?? []);
  return (
    <Section title="Stop" right={plural(stop.pids.length, 'process', 'processes')}>
      <StopLadder stop={stop} testId="stop-ladder" />
      {tree.length > 0 ? (
        <ul className={css['tree']} aria-label="Processes of the run">
          {tree.map(({ pid, command, depth, by }) => (
            <li key={pid} className={css['process']} title={`${command}\nfound by ${by.join(', ')}`}>
              <span className={css['pid']}>{pid}</span>
              <span className={css['command']} style={{ paddingLeft: Math.min(depth, 6) * 12 }}>
                {command}
              </span>
              <span className={css['faint']}>alive</span>
            </li>
          ))}
        </ul>
      ) : null}
      {run === null ? null : (
        <div className={parts['ways']}>
          <Button kind="danger" disabledReason={whyNotKill} onClick={() => setIsAsking(true)} testId="kill-now">
            Kill now…
          </Button>
        </div>
      )}
      {run === null ? null : (
        <Confirm
          open={isAsking}
          title={`Kill ${name} now?`}
          danger
          confirmLabel={`Kill ${plural(stop.pids.length, 'process', 'processes')}`}
          onConfirm={() => {
            setIsAsking(false);
            void killNow(run, name);
          }}
          onClose={() => setIsAsking(false)}
        >
          Its processes get no more time to end by themselves; what they have not saved is lost.
        </Confirm>
      )}
    </Section>
  );
}
