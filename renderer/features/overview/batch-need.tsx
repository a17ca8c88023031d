import { selectBatch, useWorkspace } from '../../stores/workspace-store.ts';
import { Time } from '../../ui/time.tsx';
import { BatchCard } from '../batch/batch-card.tsx';
import { batchReason, batchTitle } from '../batch/batch-words.ts';
import { NeedFrame } from './need-frame.tsx';
import type { NeedProps } from './need-props.ts';

/** Changes that wait for a decision. */
export function BatchNeed({ id, isSelected }: NeedProps) {
  const batch = useWorkspace(selectBatch);
  if (batch === null) return null;
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph="held"
      title={batchTitle(batch)}
      where={batchReason(batch)}
      when={<Time at={batch.since} mode="ago" />}
    >
      <BatchCard batch={batch} isPrimary={isSelected} />
    </NeedFrame>
  );
}
