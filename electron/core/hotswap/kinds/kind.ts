import type { z } from 'zod';
import type { FieldPath } from '../../documents/types.ts';

/** One sort of definitions: a directory of the workspace and how its files are read. */
export interface Kind {
  /** Directory below the workspace root, with `/`; also the kind's name in ids. */
  readonly dir: string;
  /** Extensions of its files, lower case, with dot. */
  readonly extensions: readonly string[];
  /**
   * Checks the value after its keys were brought to their canonical spelling; its defaults are the kind's defaults.
   * Other spellings of a key stand in the field's `.meta({ aliases })`, an example in `.meta({ example })`.
   */
  readonly schema: z.ZodType<Record<string, unknown>>;
  /** A key that may wrap the whole definition. */
  readonly unwrap?: string;
  /** Brings another form of the whole definition to the one the schema describes. Keys are still as written. */
  readonly prepare?: (root: Record<string, unknown>) => Prepared;
  /** Last step on a checked value: what depends on the file's own place. `path` is relative to the root, with `/`. */
  readonly finish?: (value: Record<string, unknown>, path: string) => Record<string, unknown>;
  /** The name a definition gives itself, an alias for references; undefined when it gives none. */
  readonly idOf: (value: Record<string, unknown>) => string | undefined;
  /** The other definitions that a checked value names. */
  readonly references?: (value: Record<string, unknown>) => readonly NamedReference[];
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
}

/** A value brought to another form. */
export interface Prepared {
  readonly value: Record<string, unknown>;
  /** For each object of `value` that stands elsewhere in the file: its path there, below the definition's root. */
  readonly moved: ReadonlyMap<object, FieldPath>;
}

/** Extensions of every kind so far. */
export const definitionExtensions = ['.yaml', '.yml', '.json'] as const;
