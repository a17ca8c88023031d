import type { z } from 'zod';
import { type Form, globs, maps, onOff, texts, whole, wholeByName } from './setting-types.ts';

/** One setting of a workspace: where it stands in `signalbox.yaml`, its default, and when a change takes effect. */
interface SettingRow<T> extends Form<T> {
  readonly fallback: T;
  readonly applies: 'live' | 'restart';
  /** The heading under which it is listed. */
  readonly group: 'Watching' | 'Holding' | 'Kinds' | 'Versions' | 'Components' | 'Jobs' | 'Logs';
  /** A few words. */
  readonly title: string;
  /** One sentence: what it does, and what its ends mean. */
  readonly says: string;
}

type Rest<T> = Omit<SettingRow<T>, keyof Form<T> | 'fallback'>;

function setting<T>(form: Form<T>, fallback: T, rest: Rest<T>): SettingRow<T> {
  return { ...form, fallback, ...rest };
}

const watching = { group: 'Watching', applies: 'live' } as const;
const components = { group: 'Components', applies: 'live' } as const;
const logs = { group: 'Logs', applies: 'live' } as const;
const jobs = { group: 'Jobs', applies: 'live' } as const;
const holding = { group: 'Holding', applies: 'live' } as const;

/** Every setting of a workspace, by dotted path. */
export const SETTINGS = {
  'watch.enabled': setting(onOff, true, {
    ...watching,
    title: 'Watch files',
    says: 'Whether files are watched at all.',
  }),
  'watch.settleMs': setting(whole(0, 10_000, 'ms'), 20, {
    ...watching,
    title: 'Settle time',
    says: 'A file is read this long after its last change; 0 reads at once.',
  }),
  'watch.settle': setting(
    wholeByName('a kind', 0, 10_000, 'ms'),
    {},
    {
      ...watching,
      title: 'Settle time by kind',
      says: 'Kinds whose files settle faster or slower than the others.',
    },
  ),
  'watch.settleMaxMs': setting(whole(0, 60_000, 'ms'), 100, {
    ...watching,
    title: 'Longest settle time',
    says: 'A file under a stream of changes is read at the latest after this.',
  }),
  'watch.ignore': setting(globs, [], {
    ...watching,
    title: 'Ignored paths',
    says: 'More paths to ignore; what a glob matches is ignored with all below it.',
  }),
  'watch.follow': setting(texts('a folder'), [], {
    ...watching,
    title: 'Followed folders',
    says: 'Folders outside the workspace that links may lead to.',
  }),
  'watch.polling': setting(onOff, false, {
    ...watching,
    title: 'Always poll',
    says: 'Poll even where native watching works.',
  }),
  'watch.pollMs': setting(whole(100, 600_000, 'ms'), 2_000, {
    ...watching,
    title: 'Poll interval',
    says: 'Time between two looks where native watching cannot be had.',
  }),
  'watch.maxPaths': setting(whole(1, 10_000_000, 'files'), 100_000, {
    ...watching,
    title: 'Most files',
    says: 'Most files that are watched; more are reported and left out.',
  }),
  'hold.threshold': setting(whole(0, 1_000_000, 'definitions'), 25, {
    ...holding,
    title: 'Hold at',
    says: 'Hold a batch that changes this many loaded definitions; 0 never holds for size or git.',
  }),
  'hold.manual': setting(texts('a kind'), [], {
    ...holding,
    title: 'Kinds held by hand',
    says: 'Changes of loaded definitions of these kinds always wait until they are applied.',
  }),
  kinds: setting(maps('with dir and extensions'), [], {
    group: 'Kinds',
    applies: 'restart',
    title: 'Further kinds',
    says: 'Kinds of definitions of this workspace, besides those that Signalbox knows.',
  }),
  'versions.keep': setting(whole(1, 10_000, 'versions'), 50, {
    group: 'Versions',
    applies: 'live',
    title: 'Versions kept',
    says: 'Earlier versions of each definition; older ones go with the next version of it.',
  }),
  'versions.maxMiB': setting(whole(1, 1_000_000, 'MiB'), 256, {
    group: 'Versions',
    applies: 'live',
    title: 'Space for bodies',
    says: 'Stored bodies that no version names go, oldest first, while all take more than this.',
  }),
  'process.loginVariables': setting(texts('the name of a variable'), [], {
    ...components,
    title: 'Variables of the login shell',
    says: 'Besides PATH, components get these from the login shell; what runs keeps what it has.',
  }),
  'shutdown.totalMs': setting(whole(6_000, 600_000, 'ms'), 30_000, {
    ...components,
    title: 'Time to stop everything',
    says: 'When Signalbox ends, all components are down within this; what is left 5 s before is killed.',
  }),
  'logs.workspaceBytes': setting(whole(16 * 2 ** 20, 2 ** 40, 'bytes'), 2 ** 30, {
    ...logs,
    title: 'Space for logs',
    says: 'All that is kept of what processes write; the oldest lines of all go first.',
  }),
  'logs.streamBytes': setting(whole(2 ** 20, 2 ** 40, 'bytes'), 64 * 2 ** 20, {
    ...logs,
    title: 'Space for one stream',
    says: 'What is kept of each output of a component; its oldest lines go first.',
  }),
  'logs.streamDays': setting(whole(1, 3_650, 'days'), 14, {
    ...logs,
    title: 'Days logs are kept',
    says: 'Lines older than this go, whatever room there is.',
  }),
  'jobs.concurrency': setting(whole(1, 1_000, 'jobs'), 8, {
    ...jobs,
    title: 'Jobs at once',
    says: 'Jobs that may run at the same time; the others wait for their turn.',
  }),
  'jobs.queue': setting(whole(0, 100_000, 'jobs'), 1_000, {
    ...jobs,
    title: 'Jobs that wait',
    says: 'Jobs that may wait for their turn; one more is refused.',
  }),
  'jobs.graceMs': setting(whole(0, 60_000, 'ms'), 5_000, {
    ...jobs,
    title: 'Time to stop a job',
    says: 'A job that is cancelled, or whose time is over, is killed after this.',
  }),
  'jobs.keepMs': setting(whole(1_000, 86_400_000, 'ms'), 300_000, {
    ...jobs,
    title: 'Results in memory',
    says: 'The result of a job can be fetched by programs for so long after its end.',
  }),
  'jobs.keep': setting(whole(1, 100_000, 'jobs'), 1_000, {
    ...jobs,
    title: 'Most results in memory',
    says: 'Results of more jobs than this go before their time, oldest first.',
  }),
  'jobs.keepMiB': setting(whole(4, 10_000, 'MiB'), 64, {
    ...jobs,
    title: 'Space for results in memory',
    says: 'Results go before their time, oldest first, while all take more than this.',
  }),
  'jobs.history': setting(whole(1, 100_000, 'jobs'), 5_000, {
    ...jobs,
    title: 'Jobs in the history',
    says: 'Jobs that are remembered over restarts; older ones go.',
  }),
  'jobs.historyMiB': setting(whole(1, 100_000, 'MiB'), 256, {
    ...jobs,
    title: 'Space for the history of jobs',
    says: 'The oldest jobs go while the stored outputs of all take more than this.',
  }),
  lastGoodAcrossRestarts: setting(onOff, false, {
    group: 'Versions',
    applies: 'restart',
    title: 'Last good version at start',
    says: 'A definition that is broken at start serves its last good version, pinned.',
  }),
} as const satisfies Record<string, SettingRow<unknown>>;

export type SettingName = keyof typeof SETTINGS;
export type WorkspaceConfig = { readonly [N in SettingName]: z.infer<(typeof SETTINGS)[N]['schema']> };

/** The names of all settings, in the order of the table. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** What holds where nothing is said. */
export const DEFAULTS = Object.fromEntries(
  SETTING_NAMES.map((name) => [name, SETTINGS[name].fallback]),
) as WorkspaceConfig;

/**
 * The setting a dotted path names, in any case: itself, or one entry of a setting that is a map (`watch.settle.agents`,
 * with the rest as it is written). Null when there is none.
 */
export function settingAt(path: string): { readonly name: SettingName; readonly entry: string | null } | null {
  const lower = path.toLowerCase();
  for (const name of SETTING_NAMES) {
    if (lower === name.toLowerCase()) return { name, entry: null };
    const isMap = SETTINGS[name].type.is === 'numbers';
    if (isMap && lower.startsWith(`${name.toLowerCase()}.`)) return { name, entry: path.slice(name.length + 1) };
  }
  return null;
}
