import { systemClock } from '../../../../electron/core/clock.ts';
import { createMasker } from '../../../../electron/core/journal/masker.ts';
import { openStoredLogs } from '../../../../electron/core/logs/reader-stored.ts';
import { type LogStore, type LogStoreOptions, openLogStore } from '../../../../electron/core/logs/store.ts';
import type { LogStreamFacts } from '../../../../shared/actions/log.ts';
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

/** The streams in the folder of a store, by name, as whoever reads it finds them. */
export function streamsIn(folder: string): LogStreamFacts[] {
  const stored = openStoredLogs(folder);
  try {
    return stored.streams().sort((one, other) => one.stream.localeCompare(other.stream));
  } finally {
    stored.close();
  }
}
