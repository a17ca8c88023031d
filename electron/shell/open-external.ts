import { shell } from 'electron';
import { mayOpenExternal } from './external-sites.ts';

/** Opens an address outside of the app when the list allows it; answers whether it did. */
export async function openExternal(address: string): Promise<boolean> {
  if (!mayOpenExternal(address)) return false;
  await shell.openExternal(address);
  return true;
}
