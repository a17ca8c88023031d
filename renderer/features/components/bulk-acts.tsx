import { useMemo } from 'react';
import { formatCount } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { selectChecked, setChecked, useChecked } from './checked-store.ts';
import { PlanSplit } from './plan-split.tsx';

/** Acts on what is checked; with nothing checked, on everything that is listed. */
export function BulkActs({ names }: { readonly names: readonly string[] }) {
  const checked = useChecked(selectChecked);
  // What the filter hides is never acted on unseen.
  const chosen = useMemo(() => names.filter((name) => checked.has(name)), [names, checked]);
  if (names.length === 0) return null;
  if (chosen.length === 0) {
    return (
      <>
        <PlanSplit action="deploy" names={names} all place="bar" />
        <PlanSplit action="undeploy" names={names} all place="bar" />
      </>
    );
  }
  return (
    <>
      <Button kind="quiet" title="Take all checks away" onClick={() => setChecked([])} testId="checked-count">
        {formatCount(chosen.length)} checked ×
      </Button>
      <PlanSplit action="deploy" names={chosen} place="bar" />
      <PlanSplit action="redeploy" names={chosen} place="bar" />
      <PlanSplit action="undeploy" names={chosen} place="bar" />
    </>
  );
}
