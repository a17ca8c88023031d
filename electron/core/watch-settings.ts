import { CONFIG_FILES } from './config/config-file.ts';
import type { WorkspaceConfig } from './config/settings-table.ts';
import type { Kind } from './hotswap/kinds/kind.ts';
import { watchRules } from './hotswap/watch-rules.ts';
import type { LiveWatchOptions, WatchRule } from './watch/types.ts';

/** Largest file that is read as a definition, bytes. */
const MAX_FILE_BYTES = 4 * 2 ** 20;

/** How a workspace is watched, by its settings and its kinds; each part may change while it is watched. */
export function watchSettings(settings: WorkspaceConfig, kinds: readonly Kind[]): LiveWatchOptions {
  return {
    rules: [...watchRules(kinds, settings['watch.settle']), CONFIG_RULE],
    ignore: settings['watch.ignore'],
    follow: settings['watch.follow'],
    settleMs: settings['watch.settleMs'],
    settleMaxMs: settings['watch.settleMaxMs'],
    maxPaths: settings['watch.maxPaths'],
    maxFileBytes: MAX_FILE_BYTES,
    pollMs: settings['watch.pollMs'],
    forcePolling: settings['watch.polling'],
  };
}

/** The settings themselves settle as fast as ever: a long settle time must not delay its own correction. */
const CONFIG_RULE: WatchRule = {
  id: 'config',
  dir: '',
  extensions: ['.yaml', '.yml', '.json'],
  files: CONFIG_FILES,
  besides: false,
  settleMs: 20,
};
