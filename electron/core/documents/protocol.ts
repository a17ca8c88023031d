import type { Parsed } from './parse-document.ts';
import type { DocumentFormat, FieldPath, Place, PlaceOf } from './types.ts';

/** One file inside a packed message: where its bytes lie in the shared buffer. */
export interface PackedItem {
  readonly path: string;
  readonly format: DocumentFormat | undefined;
  readonly start: number;
  readonly end: number;
}

/** Fields that are looked for in one packed file. */
export interface PackedLookup extends PackedItem {
  readonly paths: readonly FieldPath[];
  readonly of: PlaceOf;
}

/** To the worker. The buffer is handed over, not copied. */
export type WorkerRequest =
  | { readonly type: 'parse'; readonly id: number; readonly items: readonly PackedItem[]; readonly bytes: ArrayBuffer }
  | {
      readonly type: 'locate';
      readonly id: number;
      readonly items: readonly PackedLookup[];
      readonly bytes: ArrayBuffer;
    };

/** From the worker, one for each request. */
export type WorkerAnswer =
  | {
      readonly type: 'parse';
      readonly id: number;
      readonly outcomes: readonly (Parsed & { readonly parseMs: number })[];
    }
  | { readonly type: 'locate'; readonly id: number; readonly places: readonly (readonly (Place | null)[])[] };

/** What the worker starts with: two counters it keeps up to date while it works, so that its owner sees which file it is on. */
export interface WorkerStart {
  /** [0] id of the request in work, [1] index of the item in work. */
  readonly progress: SharedArrayBuffer;
}
