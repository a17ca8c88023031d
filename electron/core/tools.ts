import type { jobActions } from '../../shared/actions/job.ts';
import type { ComponentState } from '../../shared/component-state.ts';
import { AppError, toWireError } from '../../shared/errors.ts';
import type { Clock } from './clock.ts';
import type { HandlersOf } from './dispatch.ts';
import type { JobFeed } from './doors.ts';
import { rememberedArguments } from './exec/argument-sets.ts';
import { createJobHistory } from './exec/job-history.ts';
import { createJobs, type JobLimits } from './exec/jobs.ts';
import { type Repeat, rememberedRepeats } from './exec/repeats.ts';
import type { ToolRequest, ToolRun } from './host/factories/factory-context.ts';
import type { BaseEnvironment } from './host/login-environment.ts';
import { systemTimers } from './host/timers.ts';
import type { HotSwap } from './hotswap/hot-swap.ts';
import { toolKind } from './hotswap/kinds/tools.ts';
import type { Entry } from './hotswap/types.ts';
import type { Journal } from './journal/journal.ts';
import type { LogStore } from './logs/store.ts';
import type { Processes } from './process/processes.ts';
import type { GaugePlane } from './rpc/gauges.ts';
import { feedOf } from './tools/feed.ts';
import { commandOf, toolHandlers } from './tools/handlers.ts';
import { createInstaller } from './tools/install.ts';
import { createServedTools } from './tools/served-tools.ts';
import { tellJobs } from './tools/tell-jobs.ts';
import { createUpWatch } from './tools/up-watch.ts';

/** What the settings say of jobs. */
export interface ToolSettings extends JobLimits {
  /** Time between asking a job to stop and killing it, ms. */
  readonly graceMs: number;
}

export interface ToolsOptions {
  readonly root: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly gauges: GaugePlane;
  readonly logs: LogStore | null;
  readonly processes: Processes;
  readonly environment: BaseEnvironment;
  readonly trusted: () => boolean;
  readonly readOnly: () => string | null;
  readonly settings: () => ToolSettings;
  readonly hotSwap: () => HotSwap;
  readonly log: (message: string) => void;
}

/** Tools of a workspace and the jobs that run them. */
export interface Tools {
  readonly handlers: HandlersOf<typeof jobActions>;
  /** What serves under a definition is another than before. */
  changed(entry: Entry, position: string): void;
  /** A component is in another state, as the event at this position says. */
  moved(component: string, state: ComponentState, position: string): void;
  /** @throws AppError as `job.run` does */
  run(request: ToolRequest): Promise<ToolRun>;
  /** What happens in a job. @throws AppError NOT_FOUND, GONE */
  feed(jobId: string): Promise<JobFeed>;
  trustChanged(): void;
  /** Ends the story of jobs that an earlier host left; `cause` is the position of `epoch.opened`. */
  start(cause: string): Promise<void>;
  /** Stops what runs, and takes nothing more on. */
  close(): Promise<void>;
}

/** Opens the owner of tools and jobs. */
export async function openTools(options: ToolsOptions): Promise<Tools> {
  const { root, journal, clock, hotSwap, environment, log } = options;
  const { store, masker } = journal;
  const served = createServedTools({ hotSwap, journal });

  function objection(): AppError | null {
    const holder = options.readOnly();
    if (holder !== null) return new AppError('READ_ONLY', `This workspace is held by ${holder}.`);
    return options.trusted()
      ? null
      : new AppError('NOT_TRUSTED', 'This workspace is only looked at; nothing in it runs.');
  }

  const jobs = createJobs({
    processes: options.processes,
    environment: () => environment.current(),
    after: systemTimers.after,
    graceMs: () => options.settings().graceMs,
    log,
    history: createJobHistory(store),
    tell: tellJobs({ journal, logs: options.logs, gauges: options.gauges }),
    now: clock.now,
    mask: masker.text,
    maskRecord: masker.mask,
    hide: masker.learn,
    forgotten: (job) => options.logs?.forget(`job:${job}`),
    output: (job, run, stream, chunk) => options.logs?.write(`job:${job}`, stream, run, chunk),
    limits: options.settings,
    objection,
    root,
  });

  const repeats = await rememberedRepeats({
    store,
    now: clock.now,
    async run({ tool, command, args, after }, cause, accepted) {
      const spec = commandOf(served.index(), root, tool, command);
      const { id } = await jobs.run({ command: spec, args, by: `repeat:${after}`, cause });
      accepted(id);
      await jobs.ended(id);
    },
    failed: (repeat, error, cause) => tellFailed(journal, repeat, error, cause),
  });
  const ups = createUpWatch((component, position) => repeats.happened(`component:${component}`, position));
  let started = false;

  return {
    handlers: toolHandlers({
      root,
      journal,
      jobs,
      repeats,
      saved: await rememberedArguments(store),
      installer: createInstaller(hotSwap, root),
      index: served.index,
      manifests: served.manifests,
      searchPath: async () => (await environment.current())['PATH'] ?? '',
      now: clock.now,
    }),
    changed(entry, position) {
      if (entry.kind.dir === toolKind.dir) served.changed(position);
      if (started && entry.loaded) repeats.happened(`definition:${entry.id}`, position);
    },
    moved: ups.moved,
    async run({ tool, args, by, cause }) {
      const [name = '', command = ''] = tool.split('/');
      const spec = commandOf(served.index(), root, name, command);
      const { id } = await jobs.run({ command: spec, args, by, cause });
      const ended = jobs.ended(id).then(() => undefined);
      return { jobId: id, ended, cancel: async () => void (await jobs.cancel(id)) };
    },
    feed: async (jobId) => feedOf(await jobs.live(jobId)),
    trustChanged() {
      if (objection()) jobs.stopAll();
    },
    async start(cause) {
      if (options.readOnly() === null) await jobs.start(cause);
      started = true;
    },
    close: jobs.close,
  };
}

function tellFailed(journal: Journal, repeat: Repeat, thrown: unknown, cause: string): void {
  const { message } = toWireError(thrown);
  const text = `${repeat.tool}/${repeat.command} could not run again after ${repeat.after}: ${message}`;
  const subject = `notice:repeat-${repeat.id}`;
  journal.append({ type: 'notice.raised', subject, cause, body: { level: 'warning', cause: subject, text } });
}
