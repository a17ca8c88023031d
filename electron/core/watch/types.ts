/** What a rule reports: a definition itself, or a file that lies beside one (a prompt, a knowledge file). */
export type FileRole = 'definition' | 'beside';

/** One plain rule: which files below which directory are reported. The watcher knows nothing else about kinds. */
export interface WatchRule {
  readonly id: string;
  /** Relative to the root, with `/`; the empty string means the files that lie directly in the root. */
  readonly dir: string;
  /** Lower case, with the dot. */
  readonly extensions: readonly string[];
  /** When given, only these base names match. */
  readonly files?: readonly string[];
  /** Levels of sub-directories below `dir` that are entered; absent = all, and always 0 for the root itself. */
  readonly depth?: number;
  /** Other files below `dir` are reported too, with the role `beside` and without their bytes. */
  readonly besides: boolean;
  /** Overrides the watcher's settle time for this rule, in milliseconds. */
  readonly settleMs?: number;
}

/** What was known of a file when the last session ended (or the worker died). */
export interface KnownFile {
  readonly path: string;
  readonly hash: string | null;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/**
 * Content that an earlier session read of a file. A regular file that still has all of these is taken to have that
 * content and is not read: whoever names it vouches that it was not written within a tick of the clock before.
 */
export interface ProvenFile {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

export interface WatchOptions {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly rules: readonly WatchRule[];
  /** Globs relative to the root, in addition to the built-in ones. */
  readonly ignore: readonly string[];
  /** Absolute paths (or paths relative to the root) outside the root that links may lead to. */
  readonly follow: readonly string[];
  /** Trailing per path, in milliseconds; 0 = off. */
  readonly settleMs: number;
  /** A path under a stream of events is read at the latest after this many milliseconds. */
  readonly settleMaxMs: number;
  /** More files than this are reported with a `limit` message and cut. */
  readonly maxPaths: number;
  /** Larger files are reported with the problem `TOO_BIG` and no bytes. */
  readonly maxFileBytes: number;
  /** Interval of the scans where native watching cannot be had, in milliseconds. */
  readonly pollMs: number;
  readonly forcePolling?: boolean;
  readonly known?: readonly KnownFile[];
  /** Files that the first scan need not read; they are reported like all others, without bytes. */
  readonly proven?: readonly ProvenFile[];
}

/** What may change while a folder is watched: everything but the folder itself. */
export type LiveWatchOptions = Omit<WatchOptions, 'root' | 'known' | 'proven'>;

export type FileProblemCode = 'UNREADABLE' | 'TOO_BIG' | 'NOT_A_FILE';

export interface FileProblem {
  readonly code: FileProblemCode;
  readonly message: string;
}

/** One settled change: what is on disk now compared with what was reported last. */
export interface SettledFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Id of the rule that matched. */
  readonly rule: string;
  readonly role: FileRole;
  readonly change: 'add' | 'update' | 'remove';
  /** sha256 in hex; null when removed or when the content could not be read. */
  readonly hash: string | null;
  /** What was known before; with it a removal and an addition pair up as a rename. */
  readonly previousHash: string | null;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  /** Time of the last change of the file's own facts; only where there is a content. */
  readonly ctimeMs?: number;
  /** Only for definitions that were read. */
  readonly bytes: Uint8Array | null;
  readonly problem: FileProblem | null;
  /** Raw events that were merged into this change. */
  readonly rawCount: number;
  /** From the first raw event to the moment the path was taken to be read, in milliseconds. */
  readonly settleMs: number;
  readonly readMs: number;
  /** Wall clock of the first raw event (or of the scan that found the change), in milliseconds. */
  readonly firstRawAt: number;
  /** `start`: the first scan, and what changed while nobody watched; `scan`: found by a later scan only. */
  readonly origin: 'event' | 'scan' | 'start';
}

export type RescanReason = 'start' | 'directory' | 'error' | 'wake' | 'overflow' | 'timer' | 'asked';
export type WatchBackend = 'native' | 'polling';
export type PathProblemCode = 'LINK_OUTSIDE' | 'LINK_LOOP' | 'LINK_BROKEN' | 'NAME_NOT_UTF8';

/** Everything the watcher says; each one is a plain object that a worker can post. */
export type WatchMessage =
  /** The first scan is done; sent again, with 0 ms, when events come from another source than before. */
  | {
      readonly type: 'started';
      readonly backend: WatchBackend;
      readonly dirs: number;
      readonly files: number;
      readonly ms: number;
    }
  /** `dirty`: paths that are still dirty when this is sent, these files not counted. */
  | { readonly type: 'settled'; readonly files: SettledFile[]; readonly dirty: number }
  | { readonly type: 'dirty'; readonly count: number }
  | {
      readonly type: 'rescanned';
      readonly reason: RescanReason;
      readonly files: number;
      readonly found: number;
      readonly ms: number;
    }
  | { readonly type: 'degraded'; readonly path: string; readonly reason: string; readonly fallback: string }
  | { readonly type: 'recovered'; readonly path: string }
  | { readonly type: 'root-lost' }
  | { readonly type: 'root-returned' }
  | {
      readonly type: 'git';
      readonly lock: boolean;
      readonly headChanged: boolean;
      readonly head: string | null;
      readonly at: number;
    }
  | { readonly type: 'limit'; readonly what: string; readonly limit: number; readonly value: number }
  | { readonly type: 'problem'; readonly path: string; readonly code: PathProblemCode; readonly message: string }
  | { readonly type: 'problem-cleared'; readonly path: string };

export interface RescanResult {
  readonly files: number;
  /** Changes that the scan found and no event had announced. */
  readonly found: number;
  readonly ms: number;
}

/** Why a path is (not) watched and what happened to it last. */
export interface Explanation {
  readonly path: string;
  readonly watched: boolean;
  /** A plain sentence. */
  readonly why: string;
  readonly rule?: string;
  readonly role?: FileRole;
  /** The glob or built-in name that excludes the path. */
  readonly ignoredBy?: string;
  /** Last raw events for this path, oldest first. */
  readonly raw: readonly { readonly at: number; readonly steadyMs: number; readonly event: string }[];
  readonly dirty: boolean;
  readonly lastSettled?: {
    readonly at: number;
    readonly change: 'add' | 'update' | 'remove';
    readonly hash: string | null;
    readonly mergedRaw: number;
    readonly settleMs: number;
  };
  /** Why the file is known but has no content. */
  readonly problem?: string;
  /** What a symbolic link says, and where that leads when it can be reached. */
  readonly link?: { readonly says: string; readonly real: string | null };
  /** The limit that keeps the path, or its content, out. */
  readonly limit?: { readonly what: 'paths' | 'bytes'; readonly limit: number };
  /** Known files of this name elsewhere, when there is none at this place. */
  readonly elsewhere?: readonly string[];
}

export interface WatchHealth {
  readonly backend: WatchBackend;
  readonly root: string;
  /** False while the root is missing. */
  readonly rootPresent: boolean;
  /** Watched directories. */
  readonly dirs: number;
  readonly files: number;
  readonly rawEvents: number;
  /** Raw events that did not become a change of their own. */
  readonly merged: number;
  /** Changes that no event announced and a scan found. */
  readonly dropped: number;
  readonly rescans: number;
  readonly restarts: number;
  readonly lastEventAt: number | null;
  readonly lastRescan: {
    readonly at: number;
    readonly reason: RescanReason;
    readonly ms: number;
    readonly found: number;
  } | null;
  readonly degraded: readonly { readonly path: string; readonly reason: string; readonly fallback: string }[];
  readonly limits: {
    readonly maxUserWatches: number | null;
    readonly inUse: number;
    readonly maxUserInstances: number | null;
    /** Of this process; null where it cannot be told. */
    readonly instancesInUse: number | null;
    readonly maxPaths: number;
  };
  /** Paths that are dirty and not yet settled. */
  readonly queue: number;
  /** Longest time the worker's loop was blocked, in milliseconds. */
  readonly blockedMs: number;
  /** Last paths that raw events were about and no rule asked for, newest first. */
  readonly passedOver: readonly { readonly path: string; readonly at: number; readonly ignoredBy: string | null }[];
}

export interface Watcher extends AsyncDisposable {
  /** Resolves when every file that exists was sent with the origin `start` and `started` was sent. */
  readonly ready: Promise<void>;
  rescan(reason: RescanReason): Promise<RescanResult>;
  explain(path: string): Promise<Explanation>;
  health(): Promise<WatchHealth>;
  /**
   * Takes other options from now on and loses nothing of what is known: what the rules or ignore globs no longer cover is
   * reported as removed, what they newly cover as added, and nothing else is read again. Options that are not named stay
   * as they are. Resolves when what the change brought was sent.
   */
  reconfigure(change: Partial<LiveWatchOptions>): Promise<RescanResult>;
  /** Reads these paths after one more settle interval and reports them even when their content is the same. */
  reread(paths: readonly string[]): Promise<void>;
  /** Idempotent: every call returns the same promise. */
  close(): Promise<void>;
  /** Blocks the worker's loop, for tests and measurements of what happens when the kernel's queue overflows. */
  blockForTest(ms: number): void;
}
