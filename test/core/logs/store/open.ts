import { createHash } from 'node:crypto';
import { systemClock } from '../../../../electron/core/clock.ts';
import { type LogStore, type LogStoreOptions, openLogStore } from '../../../../electron/core/logs/store.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';

/** What stands for a value in these tests. */
export function testStamp(value: string): string {
  return `•••${createHash('sha256').update(value).digest('hex').slice(0, 4)}`;
}

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
    stamp: testStamp,
    log: (message) => said.push(message),
    ...options,
  });
  onEnd(store.close);
  return { ...store, folder, said };
}
