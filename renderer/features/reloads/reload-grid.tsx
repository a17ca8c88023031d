import { memo, type Ref } from 'react';
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx';
import { RELOAD_ROW_PREFIX, ReloadHead, ReloadLine } from './reload-line.tsx';
import type { ListItem } from './reload-list.ts';

interface ReloadGridProps {
  readonly ref: Ref<GridHandle>;
  readonly items: readonly ListItem[];
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  /** A line was pressed: it is selected, and a folded scan opens. */
  readonly onPress: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
  readonly onTop: (isAtTop: boolean) => void;
  readonly onEnd: () => void;
}

/** The list of reloads. It is drawn anew for what is in it, not for every pixel that the timeline moves. */
export const ReloadGrid = memo(function ReloadGrid(props: ReloadGridProps) {
  const { onPress, ...grid } = props;
  return (
    <VirtualGrid
      {...grid}
      label="Reloads, newest first"
      idPrefix={RELOAD_ROW_PREFIX}
      reuse
      head={<ReloadHead />}
      render={(item) => <ReloadLine item={item} selected={item.id === grid.selected} onSelect={onPress} />}
    />
  );
});
