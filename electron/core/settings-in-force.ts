import type { ComponentSettings } from './components.ts';
import type { WorkspaceConfig } from './config/settings-table.ts';
import type { HoldRules } from './hotswap/gathering.ts';
import type { StoreLimits } from './journal/protocol.ts';
import type { LogBounds } from './logs/rotation.ts';
import type { ToolSettings } from './tools.ts';

/** What the settings say of holding changes back. */
export function holdRules(settings: WorkspaceConfig): HoldRules {
  return { threshold: settings['hold.threshold'], manual: settings['hold.manual'] };
}

/** What the settings say of components. */
export function componentSettings(settings: WorkspaceConfig): ComponentSettings {
  return { loginVariables: settings['process.loginVariables'], stopMs: settings['shutdown.totalMs'] };
}

/** What the settings say of all that runs. */
export function runningSettings(settings: WorkspaceConfig): ComponentSettings & ToolSettings {
  return {
    ...componentSettings(settings),
    concurrency: settings['jobs.concurrency'],
    queue: settings['jobs.queue'],
    graceMs: settings['jobs.graceMs'],
    keepMs: settings['jobs.keepMs'],
    jobs: settings['jobs.keep'],
    bytes: settings['jobs.keepMiB'] * 2 ** 20,
    historyJobs: settings['jobs.history'],
    historyBytes: settings['jobs.historyMiB'] * 2 ** 20,
  };
}

/** What the settings say of earlier versions. */
export function storeLimits(settings: WorkspaceConfig): StoreLimits {
  return { versionsKept: settings['versions.keep'], blobBytes: settings['versions.maxMiB'] * 2 ** 20 };
}

/** What the settings say of how much is kept of logs. */
export function logBounds(settings: WorkspaceConfig): LogBounds {
  return {
    workspaceBytes: settings['logs.workspaceBytes'],
    streamBytes: settings['logs.streamBytes'],
    streamDays: settings['logs.streamDays'],
  };
}
