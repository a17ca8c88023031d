import type { WorkspaceConfig } from './config/settings-table.ts';
import type { HoldRules } from './hotswap/gathering.ts';
import type { StoreLimits } from './journal/protocol.ts';

/** What the settings say of holding changes back. */
export function holdRules(settings: WorkspaceConfig): HoldRules {
  return { threshold: settings['hold.threshold'], manual: settings['hold.manual'] };
}

/** What the settings say of earlier versions. */
export function storeLimits(settings: WorkspaceConfig): StoreLimits {
  return { versionsKept: settings['versions.keep'], blobBytes: settings['versions.maxMiB'] * 2 ** 20 };
}
