/** A piece of one element of a command: text as it stands, or the place of an argument's value. */
export type Piece = { readonly text: string } | { readonly arg: string };

/** One argument of a command, as it is checked before a job is accepted. */
export interface ArgumentSpec {
  readonly name: string;
  readonly type: 'string' | 'int' | 'bool';
  readonly required: boolean;
  /** The pattern as the manifest writes it; null without one. */
  readonly pattern: string | null;
  /** Whether a whole value matches the pattern, in linear time. */
  readonly matches: (value: string) => boolean;
  /** Whether a text is a value of the type. */
  readonly fits: (value: string) => boolean;
  readonly choices: readonly string[] | null;
  readonly fallback: string | null;
  /** Longest value, characters. */
  readonly maxLength: number;
  /** The value reaches no log, no event and no screen. */
  readonly secret: boolean;
  readonly allowsDash: boolean;
  readonly allowsNewline: boolean;
}

/** One command of a tool, ready to be run. */
export interface CommandSpec {
  /** `tool/command`. */
  readonly key: string;
  readonly tool: string;
  readonly command: string;
  /** Id of the definition it stands in. */
  readonly definition: string;
  /** Elements of the command line; the first one is the program. */
  readonly parts: readonly (readonly Piece[])[];
  readonly args: readonly ArgumentSpec[];
  readonly timeoutMs: number;
  /** Folder it runs in, relative to the workspace unless absolute; null for the workspace itself. */
  readonly cwd: string | null;
  /** Variables besides those that every tool gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Jobs of this command, and of its whole tool, that may run at once; null without a limit. */
  readonly concurrency: number | null;
  readonly toolConcurrency: number | null;
  /** Capability that the caller must have; null when it needs none. */
  readonly capability: string | null;
}

/** A manifest that serves, with its commands. */
export interface ToolSpec {
  readonly name: string;
  readonly version: string;
  readonly definition: string;
  readonly commands: readonly CommandSpec[];
}

/** Which arguments were given to a command, by name: values as texts. */
export type Values = ReadonlyMap<string, string>;
