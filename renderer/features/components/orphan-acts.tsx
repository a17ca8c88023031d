import { useState } from 'react';
import type { Orphan } from '../../../shared/component-state.ts';
import { decideOrphan } from '../../client/component-acts.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';

interface OrphanActsProps {
  readonly orphan: Orphan;
  /** Adopt is the act that Ctrl+Enter runs here. */
  readonly isPrimary?: boolean;
}

/** Adopt a leftover process, or kill it after a question. */
export function OrphanActs({ orphan, isPrimary = false }: OrphanActsProps) {
  const [isAsking, setIsAsking] = useState(false);
  const whyNotAdopt = useWhyOff('orphan.adopt');
  const whyNotKill = useWhyOff('orphan.kill');
  const { pid, component } = orphan;
  return (
    <>
      <Button
        kind={isPrimary ? 'primary' : 'secondary'}
        keys={isPrimary ? 'Ctrl Enter' : undefined}
        disabledReason={whyNotAdopt}
        title="Watched, probed and stopped from here; without its output"
        onClick={() => void decideOrphan('orphan.adopt', orphan)}
        testId={`adopt-${pid}`}
      >
        Adopt
      </Button>
      <Button kind="danger" disabledReason={whyNotKill} onClick={() => setIsAsking(true)} testId={`kill-${pid}`}>
        Kill…
      </Button>
      <Confirm
        open={isAsking}
        title={`Kill process ${pid}?`}
        danger
        confirmLabel="Kill 1 process"
        onConfirm={() => {
          setIsAsking(false);
          void decideOrphan('orphan.kill', orphan);
        }}
        onClose={() => setIsAsking(false)}
      >
        It is killed only if it is still the process that was found. {component} can start after that.
      </Confirm>
    </>
  );
}
