import { selectDialog, showDialog, useUi } from '../../stores/ui-store.ts';
import { FolderPicker } from './folder-picker.tsx';

/** The question which folder to open; it begins anew each time it is asked. */
export function OpenFolderDialog() {
  const isOpen = useUi(selectDialog) === 'open-folder';
  return isOpen ? <FolderPicker onClose={() => showDialog(null)} /> : null;
}
