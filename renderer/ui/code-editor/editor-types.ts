/** A place in a text, counted from 1; a new object asks again. */
export interface GoTo {
  readonly line: number;
  readonly column: number;
}

/** How a text is written. */
export type TextFormat = 'yaml' | 'json';

/** Something that is said about a place of the text. */
export interface EditorMark extends GoTo {
  readonly level: 'error' | 'warning';
  readonly message: string;
}

/** JSON Schema, as far as it is read here. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly aliases?: readonly string[];
  readonly example?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** What may stand in the text: its schema, a key that may wrap it, and the fields that name things which exist. */
export interface EditorForm {
  readonly schema: Schema;
  readonly wrapper: string | null;
  readonly refers: readonly { readonly path: readonly string[]; readonly kinds: readonly string[] }[];
  /** Names that exist now of some kinds. */
  readonly names: (kinds: readonly string[]) => readonly string[];
}
