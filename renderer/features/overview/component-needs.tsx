import type { Component } from '../../../shared/component-state.ts';
import { runPlan } from '../../client/component-acts.ts';
import { openOn } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectComponent, selectRun, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Time } from '../../ui/time.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { componentLook } from '../../words/component-look.ts';
import { leadingProbe, sentence, stateWords } from '../../words/component-words.ts';
import { NeedFrame } from './need-frame.tsx';
import type { NeedParts, NeedProps } from './need-props.ts';

type ComponentNeedProps = NeedProps & { readonly name: string };

/** A component that ended or did not start: its whole card, so that nobody has to go looking. */
export function CrashNeed({
  id,
  isSelected,
  isFull,
  name,
  CrashCard,
}: ComponentNeedProps & Pick<NeedParts, 'CrashCard'>) {
  const component = useWorkspace(selectComponent(name));
  const run = useWorkspace(selectRun(component?.run ?? null));
  const whyNotRestart = useWhyOff('component.restart');
  const restart = () => void runPlan({ action: 'restart', names: [name], scope: 'only' });
  useHotkeys({ 'mod+Enter': restart }, isSelected && whyNotRestart === undefined);
  if (!component) return null;
  const { glyph } = componentLook(component);
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph={glyph}
      title={`${name} ${crashTitle(component)}`}
      where={<Where component={component} />}
      when={<Time at={component.since} mode="ago" />}
      message={isFull ? undefined : component.reason}
    >
      {isFull ? (
        <CrashCard
          component={component}
          run={run}
          isPrimary={isSelected}
          keys={isSelected ? 'Ctrl Enter' : undefined}
        />
      ) : undefined}
    </NeedFrame>
  );
}

/** A component that is up and unwell, that nobody can see, or that left something behind. */
export function ComponentNeed({ id, isSelected, isFull, name }: ComponentNeedProps) {
  const component = useWorkspace(selectComponent(name));
  const open = () => openOn('components', name);
  useHotkeys({ 'mod+Enter': open }, isSelected);
  if (!component) return null;
  const { glyph } = componentLook(component);
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph={component.state === 'stopped' ? 'warning' : glyph}
      title={`${name} ${stateWords(component, undefined)}`}
      where={<Where component={component} />}
      when={<Time at={component.since} mode="ago" />}
      message={troubleWords(component)}
      acts={
        isFull ? (
          <Button
            kind={isSelected ? 'primary' : 'secondary'}
            keys={isSelected ? 'Ctrl Enter' : undefined}
            onClick={open}
            testId="need-open-component"
          >
            Open
          </Button>
        ) : undefined
      }
    />
  );
}

function Where({ component }: { readonly component: Component }) {
  return <>{component.definition ?? component.type}</>;
}

function crashTitle({ state }: Component): string {
  if (state === 'failed') return 'did not start';
  if (state === 'crash-looping') return 'crashes again and again';
  return state === 'backing-off' ? 'crashed and is tried again' : 'crashed';
}

/** The reason of the probe that fails, with how often and since when; else why it is as it is. */
function troubleWords(component: Component): string {
  const probe = component.state === 'degraded' ? leadingProbe(component) : null;
  if (probe === null || probe[1].state !== 'failing') return sentence(component.reason);
  const [name, { why, streak }] = probe;
  return `Probe ${name}: ${sentence(why)} ${streak > 1 ? `${streak} times in a row.` : ''}`.trimEnd();
}
