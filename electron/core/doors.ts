import type { Door, Envelope } from '../../shared/envelope.ts';
import type { Position } from '../../shared/position.ts';
import type { Capability, Port } from '../../shared/rpc.ts';
import type { JobMessage } from './exec/wire.ts';

/** Who calls: the door it came through, a name where one is known, and what it may do. */
export interface Caller {
  readonly door: Door;
  readonly name?: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** Capabilities that tools may ask for besides: those of its token, or all. None when missing. */
  readonly grants?: ReadonlySet<string> | 'all';
}

/** What an act was sent with, besides its input. */
export interface CallOptions {
  readonly caller: Caller;
  /** Id of the workspace meant; without it, the current one. */
  readonly workspace?: string;
  /** Idempotency key: the same key and input give the first answer for 24 h. */
  readonly key?: string;
  readonly signal?: AbortSignal;
  /**
   * `none` answers `PendingAnswer` as soon as the act is journaled; `done` (the default) waits for its end, at most
   * 60 s, and answers `PendingAnswer` after that.
   */
  readonly wait?: 'none' | 'done';
}

/** The answer to an act that has not ended yet; `action.get` tells how it goes on. */
export interface PendingAnswer {
  readonly actionId: string;
  readonly state: 'pending';
}

/** Which events a follower wants: those after `since` (`epoch:seq`), or from now on. */
export interface FollowOptions {
  readonly workspace?: string;
  readonly since?: string;
}

/** What happens in one job, to be read from any point on, as often as wanted. */
export interface JobFeed {
  /** Id of the last message so far. */
  lastId(): number;
  /** At most so many messages after an id; `missed` are those before them that are not kept any more. */
  page(
    after: number,
    most: number,
  ): { readonly messages: readonly JobMessage[]; readonly missed: number; readonly ended: boolean };
  /** Hears that there is more; answers the way to stop. */
  onMore(listener: () => void): () => void;
}

/** All open workspaces, as every door sees them. */
export interface Workbench extends AsyncDisposable {
  /**
   * Calls one row of the table of acts. Reading rows answer their output, acting rows an `ActionAnswer` (or a
   * `PendingAnswer`, see `CallOptions.wait`).
   *
   * @throws AppError with the code the row documents
   */
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>;
  /** Opens a folder; `trusted: false` opens it look-only whatever was decided before. Throws NOT_FOUND. */
  open(
    folder: string,
    options?: { readonly trusted?: boolean },
  ): Promise<{ readonly id: string; readonly root: string }>;
  /** Serves one client over a port until it closes: snapshot, events, gauges, calls. */
  connect(port: Port, caller: Caller, workspace?: string): void;
  /**
   * Registers a listener for journal events after a position, in order. When the position cannot be honoured,
   * `onResync` is told why, and events go on from the current position. Answers how to stop listening.
   */
  follow(
    options: FollowOptions,
    onEvents: (events: readonly Envelope[]) => void,
    onResync: (reason: string) => void,
  ): () => void;
  /** What happens in a job while it is in memory. Rejects with NOT_FOUND and GONE. */
  jobFeed(jobId: string, workspace?: string): Promise<JobFeed>;
  /** Position of the last event that was published. */
  position(workspace?: string): Position;
  /** The workspace meant when a caller names none. */
  readonly current: { readonly id: string; readonly root: string };
  /** How long stopping everything may take, ms: the most that the settings of an open workspace give. */
  stopMs(): number;
  /** Stops everything; idempotent, always the same promise. */
  close(): Promise<void>;
}
