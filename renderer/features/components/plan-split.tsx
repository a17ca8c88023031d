import { useState } from 'react';
import type { PlanAction } from '../../../shared/events/component.ts';
import { PLAN_WORDS, runPlan } from '../../client/component-acts.ts';
import { plural } from '../../lib/format.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectComponents, useWorkspace } from '../../stores/workspace-store.ts';
import type { ButtonProps } from '../../ui/button.tsx';
import { SplitButton } from '../../ui/split-button.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { unwantedNeeds } from './component-order.ts';
import { PlanMenu } from './plan-menu.tsx';

interface PlanSplitProps {
  readonly action: PlanAction;
  readonly names: readonly string[];
  readonly kind?: ButtonProps['kind'];
  /** Where the button stands, for its test id. */
  readonly place: 'inspector' | 'bar';
  /** They are all that is listed: the button says so, and never acts without a preview. */
  readonly all?: boolean;
  /** Why the act makes no sense now. */
  readonly whyNot?: string | undefined;
  /** The key that opens the preview, as it is shown, and as it is bound. */
  readonly hotkey?: { readonly shown: string; readonly bound: string };
}

/** Acts that take something away are asked about once: their button opens the preview too. */
const ASKED: ReadonlySet<PlanAction> = new Set(['undeploy', 'restart']);

/**
 * Deploy, undeploy, redeploy or restart: on these alone with one click, or with others after a preview of the order. A
 * deploy takes along what they need and nobody wants up yet, and its button says so.
 */
export function PlanSplit({ action, names, kind = 'secondary', place, all = false, whyNot, hotkey }: PlanSplitProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const whyOff = useWhyOff(`component.${action}`) ?? whyNot;
  const { verb } = PLAN_WORDS[action];
  const asks = all || ASKED.has(action);
  const needs = useWorkspace((state) =>
    action === 'deploy' && !all ? othersWords(unwantedNeeds(selectComponents(state), names)) : '',
  );
  const scope = needs === '' ? 'only' : 'needs';

  async function run(request: Parameters<typeof runPlan>[0]): Promise<void> {
    setIsOpen(false);
    setIsBusy(true);
    await runPlan(request);
    setIsBusy(false);
  }

  const open = (): void => setIsOpen(whyOff === undefined && !isBusy);
  useHotkeys(hotkey === undefined ? {} : { [hotkey.bound]: open }, hotkey !== undefined);
  return (
    <SplitButton
      kind={kind}
      label={`${verb}${all ? ' all' : ''}${needs === '' ? '' : ` with ${needs}`}${asks ? '…' : ''}`}
      keys={hotkey?.shown}
      busy={isBusy ? 'Working' : undefined}
      disabledReason={whyOff}
      onClick={() => (asks ? open() : void run({ action, names, scope }))}
      moreLabel={`${verb} with others: choose and preview`}
      open={isOpen}
      onOpen={(next) => (next ? open() : setIsOpen(false))}
      testId={`${place}-${action}`}
    >
      <PlanMenu action={action} names={names} reach={scope} onRun={(request) => void run(request)} />
    </SplitButton>
  );
}

function othersWords(names: readonly string[]): string {
  const [first = ''] = names;
  return names.length > 1 ? plural(names.length, 'other') : first;
}
