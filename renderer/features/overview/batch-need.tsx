import { formatGitHead, plural } from '../../lib/format.ts';
import { selectBatch, useWorkspace } from '../../stores/workspace-store.ts';
import { Time } from '../../ui/time.tsx';
import { BatchCard } from '../batch/batch-card.tsx';
import { NeedFrame } from './need-frame.tsx';
import type { NeedProps } from './need-props.ts';

/** Changes that wait for a decision. */
export function BatchNeed({ id, isSelected }: NeedProps) {
  const batch = useWorkspace(selectBatch);
  if (batch === null) return null;
  const why =
    batch.reason === 'git'
      ? batch.git === null
        ? 'a git operation changed them'
        : formatGitHead(batch.git)
      : 'many changed at once';
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph="held"
      title={`${plural(batch.items.length, 'definition')} held`}
      where={`${why}; loaded versions keep serving`}
      when={<Time at={batch.since} mode="ago" />}
    >
      <BatchCard batch={batch} isPrimary={isSelected} />
    </NeedFrame>
  );
}
