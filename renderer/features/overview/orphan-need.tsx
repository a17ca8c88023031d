import type { Orphan } from '../../../shared/component-state.ts';
import { tableGet } from '../../../shared/table.ts';
import { decideOrphan } from '../../client/component-acts.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectOrphans, useWorkspace } from '../../stores/workspace-store.ts';
import { Time } from '../../ui/time.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { NeedFrame } from './need-frame.tsx';
import type { NeedParts, NeedProps } from './need-props.ts';

type OrphanNeedProps = NeedProps & Pick<NeedParts, 'OrphanActs'> & { readonly orphanId: string };

/** A process that an earlier host left behind: its component waits until somebody decides. */
export function OrphanNeed({ id, isSelected, isFull, orphanId, OrphanActs }: OrphanNeedProps) {
  const orphan = useWorkspace((view) => tableGet(selectOrphans(view), orphanId));
  const whyNotAdopt = useWhyOff('orphan.adopt');
  useHotkeys({ 'mod+Enter': () => orphan && adopt(orphan) }, isSelected && whyNotAdopt === undefined);
  if (!orphan) return null;
  const { pid, component, command, foundAt } = orphan;
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph="warning"
      title={`Process ${pid} was left behind`}
      where={<code title={command}>{command}</code>}
      when={<Time at={foundAt} mode="ago" />}
      message={`It belongs to ${component}, which waits until it is adopted or killed. Adopted, it is watched and stopped from here, without its output.`}
      acts={isFull ? <OrphanActs orphan={orphan} isPrimary={isSelected} /> : undefined}
    />
  );
}

function adopt(orphan: Orphan): void {
  void decideOrphan('orphan.adopt', orphan);
}
