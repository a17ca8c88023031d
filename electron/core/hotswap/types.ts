import type { WireError } from '../../../shared/errors.ts';
import type { ChangeWord, Timings, Warning } from '../../../shared/events/fields.ts';
import type { FieldPath } from '../documents/types.ts';
import type { Kind } from './kinds/kind.ts';

/** A warning with the field of the file it is about. */
export interface PlacedWarning extends Warning {
  readonly field: FieldPath;
}

/** A name that a definition gives itself inside its file. */
export interface Alias {
  /** Where it stands, in canonical keys; empty when it stands under no key of its own. */
  readonly field: FieldPath;
  readonly name: string;
}

/** What reading one version of a definition's file gave. */
export type Outcome =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly warnings: readonly PlacedWarning[];
      readonly aliases: readonly Alias[];
    }
  | { readonly ok: false; readonly error: WireError; readonly phase: 'read' | 'parse' | 'validate' };

/** One file of a definition as it was last read. */
export interface FileDoc {
  readonly path: string;
  readonly hash: string | null;
  readonly size: number;
  readonly mtime: number;
  readonly bytes: Uint8Array | null;
  readonly outcome: Outcome;
  /** Facts of the disk by which the next session knows that this is still its content. */
  readonly stat?: { readonly mtimeMs: number; readonly ctimeMs: number; readonly ino: number };
  /** It holds values that must never show. */
  readonly holdsSecrets?: true;
}

/** The version of a definition that serves. */
export interface Loaded {
  readonly version: number;
  readonly hash: string;
  readonly at: number;
  readonly value: unknown;
  readonly path: string;
  readonly aliases: readonly Alias[];
  readonly warnings: readonly PlacedWarning[];
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
  /** Judged anew although the content is the same: something else that decides over it changed. */
  readonly again?: boolean;
  /** The stored version this content brings back. */
  readonly of?: number;
  /** The definition it was until it was renamed on request. */
  readonly from?: { readonly id: string; readonly name: string; readonly path: string };
  /** Further causes, besides `cause`. */
  readonly also?: readonly string[];
}
