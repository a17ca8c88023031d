import { Check } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Batch } from '../../../shared/state.ts';
import { actAndTell } from '../../client/calls.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectKindCounts, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { ApplySomeDialog } from './apply-some-dialog.tsx';
import css from './batch.module.css';
import { type KindPlan, planByKind, planWords } from './batch-plan.ts';

interface BatchCardProps {
  readonly batch: Batch;
  /** Its first act is the filled one, and Ctrl Enter does it. */
  readonly isPrimary: boolean;
}

/** The plan of what waits, and the three decisions: apply, apply some, discard. */
export function BatchCard({ batch, isPrimary }: BatchCardProps) {
  const kinds = useWorkspace(selectKindCounts);
  const plans = useMemo(() => planByKind(batch.items, Object.keys(kinds)), [batch.items, kinds]);
  const reason = useWhyOff('batch.apply');
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState<'some' | 'discard' | null>(null);
  const count = batch.items.length;

  async function apply(only?: readonly string[]): Promise<void> {
    setAsking(null);
    setBusy(true);
    const { batchId } = batch;
    const words = { done: `${plural(only?.length ?? count, 'definition')} applied`, failed: 'Not applied' };
    await actAndTell('batch.apply', only === undefined ? { batchId } : { batchId, only: [...only] }, words);
    setBusy(false);
  }

  async function discard(): Promise<void> {
    setAsking(null);
    const words = { done: `${plural(count, 'change')} discarded; the files stay`, failed: 'Not discarded' };
    await actAndTell('batch.discard', { batchId: batch.batchId }, words);
  }

  useHotkeys({ 'mod+Enter': () => void apply() }, isPrimary && reason === undefined && !busy && asking === null);
  return (
    <div className={css['card']} data-testid="batch-card">
      <PlanTable plans={plans} />
      <div className={css['acts']}>
        <Button
          kind={isPrimary ? 'primary' : 'secondary'}
          icon={<Check aria-hidden />}
          keys={isPrimary ? 'Ctrl Enter' : undefined}
          busy={busy ? 'Applying' : undefined}
          disabledReason={reason}
          onClick={() => void apply()}
          testId="batch-apply"
        >
          Apply {formatCount(count)}
        </Button>
        <Button disabledReason={reason} onClick={() => setAsking('some')} testId="batch-apply-some">
          Apply some…
        </Button>
        <Button kind="danger" disabledReason={reason} onClick={() => setAsking('discard')} testId="batch-discard">
          Discard…
        </Button>
        <span className={css['sum']}>
          {planWords(plans)}; {effectWords(batch)}
        </span>
      </div>
      {asking === 'some' ? (
        <ApplySomeDialog batch={batch} onApply={(only) => void apply(only)} onClose={() => setAsking(null)} />
      ) : null}
      <Confirm
        open={asking === 'discard'}
        danger
        title={`Discard ${plural(count, 'change')}?`}
        confirmLabel={`Discard ${formatCount(count)}`}
        onConfirm={() => void discard()}
        onClose={() => setAsking(null)}
      >
        What is loaded keeps serving and the files stay as they are: each is shown as “file differs” until it changes
        again or you load it from disk.
      </Confirm>
    </div>
  );
}

function effectWords({ restarts, unaffected }: Batch): string {
  const restart = restarts.length === 0 ? 'nothing restarts' : `${plural(restarts.length, 'thing')} restart`;
  return `${restart}, ${formatCount(unaffected)} unaffected`;
}

function PlanTable({ plans }: { readonly plans: readonly KindPlan[] }) {
  return (
    <table className={css['plan']}>
      <thead>
        <tr>
          <th scope="col">kind</th>
          <th scope="col">changed</th>
          <th scope="col">added</th>
          <th scope="col">removed</th>
          <th scope="col">what applying does</th>
        </tr>
      </thead>
      <tbody>
        {plans.map((plan) => (
          <tr key={plan.kind}>
            <th scope="row">{plan.kind}</th>
            <Cell count={plan.changed} />
            <Cell count={plan.added} />
            <Cell count={plan.removed} />
            <td>{doesWords(plan)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ count }: { readonly count: number }) {
  return <td data-zero={count === 0 || undefined}>{formatCount(count)}</td>;
}

function doesWords({ changed, added, removed, refused }: KindPlan): string {
  const good = changed + added - refused;
  const parts = [
    good > 0 ? `${formatCount(good)} used from the next call` : '',
    removed > 0 ? `${formatCount(removed)} stop serving` : '',
    refused > 0 ? `${formatCount(refused)} refused, the last good version stays` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}
