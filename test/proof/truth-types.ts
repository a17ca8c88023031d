import type { Disk } from './disk.ts';

/** A version as the rules count it. */
export interface Version {
  readonly version: number;
  readonly hash: string;
}

/** What must be true of one definition. `files` holds every file that claims the name, the first known first. */
export interface Row {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly files: Map<string, string>;
  serving: string | null;
  loaded: Version | null;
  newest: Version | null;
  pin: Version | null;
  refused: boolean;
  /** A change was given up: the file differs on purpose. */
  left: boolean;
  discarded: string | null;
  /** Changes that wait in the batch, by path; null = the file is gone. */
  readonly pending: Map<string, string | null>;
}

/** Whether the changes of a step are held: two and more that git brought must be, some may be, others never. */
export type Hold = 'git' | 'may' | 'never';

/** What is seen, where the rules leave a choice: which ids wait, and which of two new rivals was first. */
export interface Seen {
  readonly held: ReadonlySet<string>;
  serving(id: string): string | null;
}

/** The model that the test keeps of what must be true, changed only by the rules of the specification. */
export interface Truth {
  readonly rows: Map<string, Row>;
  /** Ids that wait in the batch. */
  waiting(): string[];
  /** Takes in what changed on disk. */
  absorb(disk: Disk, hold: Hold, seen: Seen): void;
  /** Takes in what somebody asked for: it passes, and nothing of it waits any more. */
  asked(disk: Disk, id: string): void;
  /** "Load from disk": whatever waited or was given up, the file that serves is read as it is. */
  reload(id: string): void;
  /** A stored version was written back: it counts as a new version even where its text serves already. */
  rolledBack(id: string, hash: string): void;
  apply(ids: readonly string[]): void;
  discard(): void;
  pin(row: Row, version: Version): void;
  /** A host begins anew; `serving` = which of two rivals it came across first. */
  restart(disk: Disk, serving: (id: string) => string | null): void;
  /** The definition goes on under another name, and what is in its file serves. */
  rename(from: string, to: string, path: string, hash: string): void;
  copy(): Truth;
}

/** What a copy of the model begins with. */
export interface Saved {
  readonly rows: ReadonlyMap<string, Row>;
  readonly newest: ReadonlyMap<string, Version>;
  readonly known: ReadonlyMap<string, string>;
  readonly orphans: ReadonlyMap<string, { readonly pin: Version | null; readonly discarded: string | null }>;
}

/** A path and its content now; null = it is gone. */
export type Change = [path: string, hash: string | null];
