import { selectDialog, showDialog, useUi } from '../../stores/ui-store.ts';
import { selectBatch, useWorkspace } from '../../stores/workspace-store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { BatchCard } from './batch-card.tsx';
import { batchReason, batchTitle } from './batch-words.ts';

/** The plan of what waits, over any screen; it goes when nothing waits any more. */
export function BatchDialog() {
  const isOpen = useUi(selectDialog) === 'batch';
  const batch = useWorkspace(selectBatch);
  if (!isOpen || batch === null) return null;
  return (
    <Dialog open wide onClose={() => showDialog(null)} title={batchTitle(batch)} description={batchReason(batch)}>
      <BatchCard batch={batch} isPrimary />
    </Dialog>
  );
}
