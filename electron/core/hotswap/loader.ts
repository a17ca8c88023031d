import type { FieldPath, Place, PlaceOf } from '../documents/types.ts';
import type { Kind } from './kinds/kind.ts';
import type { Outcome } from './types.ts';

/** One file to read as a definition of a kind. */
export interface LoadItem {
  readonly kind: Kind;
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What reading it gave. `secrets` are values to hide from now on. */
export interface LoadResult {
  readonly outcome: Outcome;
  readonly secrets: readonly string[];
  readonly parseMs: number;
  readonly validateMs: number;
}

/** Parses and checks definitions; never throws for a bad file. */
export interface DefinitionLoader {
  load(items: readonly LoadItem[]): Promise<LoadResult[]>;
  /** Where fields of a file stand; null where that cannot be told. */
  locate(item: Omit<LoadItem, 'name'>, fields: readonly FieldAt[]): Promise<(Place | null)[]>;
}

/** A field that is looked for in a file. */
export interface FieldAt {
  readonly path: FieldPath;
  /** The path is written as in the file, or in the canonical keys of the kind. */
  readonly keys: 'source' | 'canonical';
  readonly of: PlaceOf;
}
