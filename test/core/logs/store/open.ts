import { systemClock } from '../../../../electron/core/clock.ts';
import { createMasker } from '../../../../electron/core/journal/masker.ts';
import { type LogStore, type LogStoreOptions, openLogStore } from '../../../../electron/core/logs/store.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';

const TEST_KEY = Buffer.alloc(32, 1);

/** What stands for a value in these tests. */
export const testStamp = createMasker(TEST_KEY).stamp;

/** A store in a folder of this test's own, closed when it ends. */
export function openStore(
  options: Partial<LogStoreOptions> = {},
): LogStore & { readonly folder: string; said: string[] } {
  const folder = options.folder ?? tempFolder('logs');
  const said: string[] = [];
  const store = openLogStore({
    folder,
    clock: systemClock,
    position: () => 7,
    key: TEST_KEY,
    log: (message) => said.push(message),
    ...options,
  });
  onEnd(store.close);
  return { ...store, folder, said };
}
