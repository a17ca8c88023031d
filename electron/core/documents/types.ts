/** How a document is written. */
export type DocumentFormat = 'yaml' | 'json';

/** A field inside a document: map keys and list positions (from 0), from the root down. `[]` is the root. */
export type FieldPath = readonly (string | number)[];

/** One file to parse. The bytes are read, never kept, changed or detached. */
export interface ParseItem {
  /** Path as it is shown in faults; also decides the format when none is given. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly format?: DocumentFormat;
}

/** Why a file cannot be used; the file group of the product's error codes. */
export type FileFaultCode =
  | 'UNREADABLE'
  | 'NOT_UTF8'
  | 'TOO_BIG'
  | 'TOO_DEEP'
  | 'ALIAS_LIMIT'
  | 'SYNTAX'
  | 'DUPLICATE_KEY'
  | 'MULTI_DOCUMENT'
  | 'EMPTY'
  | 'UNSAFE_KEY'
  | 'SCHEMA'
  | 'UNKNOWN_TYPE';

/** Where in a file. Line and column count from 1; a column is a UTF-16 unit, as editors count. */
export interface FaultPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Plain text lines with their numbers, `>` before the line at fault, secrets already hidden; '' when there is no text. */
  readonly frame: string;
}

/** A refusal that can be shown as it is: no text in it repeats a secret of the file. */
export interface FileFault {
  readonly code: FileFaultCode;
  /** What is wrong, in one plain sentence or two. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
  readonly at: FaultPlace;
  /** Further faults of the same file (at most 20), only on code SCHEMA. */
  readonly detail?: readonly FileFault[];
}

/** Something worth saying about a file that is used all the same. */
export interface DocWarning {
  /**
   * YAML11: YAML 1.1 read this value differently. UNKNOWN_KEY: nothing reads this key. IGNORED: read, but without effect.
   * ADVICE: read as it stands, and worth a second look.
   */
  readonly code: 'YAML11' | 'UNKNOWN_KEY' | 'IGNORED' | 'ADVICE';
  readonly message: string;
  readonly path: FieldPath;
  readonly line: number;
  readonly column: number;
}

/**
 * What became of one file.
 *
 * `value` is a tree without shared parts: lists are arrays and maps are ordinary objects that hold own keys only. A key
 * `__proto__` is refused, so no object in the tree has a changed prototype; `constructor` and the like are plain own keys.
 * Read with `Object.hasOwn`, `Object.entries` or a schema, never with `in`.
 *
 * `secrets` are the literal secret values of at least 6 characters, for the masker; it is filled for broken files too.
 */
export type ParseOutcome =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly warnings: readonly DocWarning[];
      readonly secrets: readonly string[];
      /** Time spent on this file in the worker, in milliseconds. */
      readonly parseMs: number;
    }
  | { readonly ok: false; readonly error: FileFault; readonly secrets: readonly string[]; readonly parseMs: number };

/** The place of a field. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly frame: string;
  /** False when the field itself is not in the file and the place is that of its nearest parent. */
  readonly exact: boolean;
}

/** Which end of a field is meant by its place. */
export type PlaceOf = 'value' | 'key';

/** Largest document that is parsed, in bytes. */
export const maxDocumentBytes = 4 * 1024 * 1024;
/** Deepest nesting of lists and maps, aliases followed. */
export const maxDocumentDepth = 100;
/** Most nodes a document that uses aliases may stand for once every alias is written out. */
export const maxExpandedNodes = 10_000;
