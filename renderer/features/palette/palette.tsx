import { selectDialog, showDialog, useUi } from '../../stores/ui-store.ts';
import { PaletteDialog } from './palette-dialog.tsx';

/** The way to everything; it begins anew each time it is opened. */
export function Palette() {
  const isOpen = useUi(selectDialog) === 'palette';
  return isOpen ? <PaletteDialog onClose={() => showDialog(null)} /> : null;
}
