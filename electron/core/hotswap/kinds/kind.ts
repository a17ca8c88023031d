import type { z } from 'zod';
import type { FieldPath, FileFaultCode } from '../../documents/types.ts';

/** One sort of definitions: a directory of the workspace and how its files are read. */
export interface Kind {
  /** Directory below the workspace root, with `/`; also the kind's name in ids. */
  readonly dir: string;
  /** Extensions of its files, lower case, with dot. */
  readonly extensions: readonly string[];
  /**
   * Names of files in the workspace root: the kind is this one definition, and `dir` only names it in ids. All of them
   * claim the same name, their name without extension.
   */
  readonly files?: readonly string[];
  /** Levels of folders below `dir` that are looked into; absent = all. */
  readonly depth?: number;
  /** Quiet time before a file of this kind is read, ms; absent = the workspace's. */
  readonly settleMs?: number;
  /** `manual`: a change of what serves always waits for a decision; absent = as the workspace decides. */
  readonly hold?: 'auto' | 'manual';
  /**
   * Checks the value after its keys were brought to their canonical spelling; its defaults are the kind's defaults.
   * Other spellings of a key stand in the field's `.meta({ aliases })`, an example in `.meta({ example })`.
   */
  readonly schema: z.ZodType<Record<string, unknown>>;
  /** The schema of one definition, where that depends on what the definition says of itself. Keys are still as written. */
  readonly schemaOf?: (root: Record<string, unknown>) => z.ZodType<Record<string, unknown>>;
  /** A key that may wrap the whole definition. */
  readonly unwrap?: string;
  /** Brings another form of the whole definition to the one the schema describes. Keys are still as written. */
  readonly prepare?: (root: Record<string, unknown>) => Prepared;
  /** Last step on a checked value: what depends on the file's own place. `path` is relative to the root, with `/`. */
  readonly finish?: (value: Record<string, unknown>, path: string) => Record<string, unknown>;
  /** What only a closer look at a checked value shows: faults, advice, secrets that the text itself does not show. */
  readonly inspect?: (value: Record<string, unknown>, path: string) => Promise<Inspection> | Inspection;
  /** Fields (as written) in which a word means the same to YAML 1.1 and 1.2, so that nothing has to be said about it. */
  readonly bothReadings?: (field: FieldPath) => boolean;
  /** The name a definition gives itself, an alias for references; undefined when it gives none. */
  readonly idOf: (value: Record<string, unknown>) => string | undefined;
  /** The other definitions that a checked value names. */
  readonly references?: (value: Record<string, unknown>) => readonly NamedReference[];
  /** Further names that others may use for something this definition brings along, such as a service it exports. */
  readonly offers?: (value: Record<string, unknown>) => readonly OfferedName[];
  /** Text of a new definition, to begin with. */
  readonly template: (name: string) => string;
}

/** One place of a definition that names another one. */
export interface NamedReference {
  /** Where the name stands, in canonical keys. */
  readonly field: FieldPath;
  /** Kinds it may belong to; the first that holds the name is meant. */
  readonly kinds: readonly string[];
  /** A name, or the id written inside the definition meant. */
  readonly name: string;
  /** Names that would do as well, tried after `name`. */
  readonly also?: readonly string[];
  /** It may also mean something that no file of the workspace defines: that nothing has the name is only worth a hint. */
  readonly loose?: boolean;
}

/** A name that a definition brings along for references of a kind. */
export interface OfferedName {
  /** A kind's directory, or a word of its own for what is no kind, such as `services`. */
  readonly kind: string;
  readonly name: string;
}

/** What a closer look at a definition found. */
export interface Inspection {
  /** Why the definition cannot be used. */
  readonly faults: readonly InspectionFault[];
  /** Worth saying about a definition that loads; `path` in canonical keys. */
  readonly advice: readonly { readonly path: FieldPath; readonly message: string }[];
  /** Literal values that must never show. */
  readonly secrets: readonly string[];
}

/** A fault that the schema cannot see. Its words repeat no value. */
export interface InspectionFault {
  readonly code: FileFaultCode;
  /** Canonical keys, from the definition's root. */
  readonly path: FieldPath;
  readonly message: string;
  readonly hint: string;
}

/** A value brought to another form. */
export interface Prepared {
  readonly value: Record<string, unknown>;
  /** For each object of `value` that stands elsewhere in the file: its path there, below the definition's root. */
  readonly moved: ReadonlyMap<object, FieldPath>;
}

/** Extensions of every kind so far. */
export const definitionExtensions = ['.yaml', '.yml', '.json'] as const;
