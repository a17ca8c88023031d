import type { WireError } from '../../../shared/errors.ts';
import type { ChangeWord, Timings, Warning } from '../../../shared/events/fields.ts';
import type { Kind } from './kinds/kind.ts';

/** What reading one version of a definition's file gave. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly error: WireError; readonly phase: 'read' | 'parse' | 'validate' };

/** One file of a definition as it was last read. */
export interface FileDoc {
  readonly path: string;
  readonly hash: string | null;
  readonly size: number;
  readonly mtime: number;
  readonly bytes: Uint8Array | null;
  readonly outcome: Outcome;
}

/** The version of a definition that serves. */
export interface Loaded {
  readonly version: number;
  readonly hash: string;
  readonly at: number;
  readonly value: unknown;
  readonly path: string;
}

/** All that the owner knows of one definition. `files` holds every file that claims the name, the first known first. */
export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  readonly files: Map<string, FileDoc>;
  serving: string | null;
  loaded: Loaded | null;
  /** The newest stored version, also of earlier sessions. */
  newest: { version: number; hash: string } | null;
  pin: { version: number; hash: string } | null;
  /** Hash on disk that the user decided not to load. */
  discarded: string | null;
  refused: boolean;
}

/** A settled change that was read and waits to be swapped in. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  readonly path: string;
  readonly change: ChangeWord;
  /** Null for a removal. */
  readonly doc: FileDoc | null;
  /** Position of its `file.settled`. */
  readonly cause: string;
  readonly timings: Partial<Timings>;
  /** The first scan, and what changed while nobody watched: never held. */
  readonly first: boolean;
  /** Files beside the definition whose change made it reload. */
  readonly beside?: readonly string[];
  /** Somebody asked for this very load: it passes whatever else is going on. */
  readonly asked?: boolean;
  /** The stored version this content brings back. */
  readonly of?: number;
  /** The definition it was until it was renamed on request. */
  readonly from?: { readonly id: string; readonly name: string; readonly path: string };
  /** Further causes, besides `cause`. */
  readonly also?: readonly string[];
}
