import type { z } from 'zod';
import type { Capability } from '../rpc.ts';

/** One row of the table of acts: what every door, the palette and the command line list and call. */
export interface ActionRow<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** What it does, as a person would say it. */
  readonly title: string;
  readonly input: I;
  readonly output: O;
  /** Reads only: journaled nowhere. */
  readonly reads: boolean;
  /** Asked once in the user interface before it is done. */
  readonly destructive: boolean;
  /** What the caller's token must carry. */
  readonly needs: Capability;
  /** Starts, connects, downloads or decrypts something: refused in a workspace that is only looked at. */
  readonly runs: boolean;
  /** Changes what the workspace's holder decides: refused when another host holds the workspace. */
  readonly owns: boolean;
  /** Fields of the input that are told to nobody: not journaled, not even masked. */
  readonly hides: readonly string[];
}

interface Traits {
  readonly destructive?: boolean;
  readonly needs?: Capability;
  readonly runs?: boolean;
  readonly owns?: boolean;
  readonly hides?: readonly string[];
}

/** A row that changes something. */
export function action<I extends z.ZodType, O extends z.ZodType>(
  title: string,
  input: I,
  output: O,
  traits: Traits = {},
): ActionRow<I, O> {
  const { destructive = false, needs = 'act', runs = false, owns = true, hides = [] } = traits;
  return { title, input, output, reads: false, destructive, needs, runs, owns, hides };
}

/** A row that only reads. */
export function query<I extends z.ZodType, O extends z.ZodType>(
  title: string,
  input: I,
  output: O,
  needs: Capability = 'read',
): ActionRow<I, O> {
  return { title, input, output, reads: true, destructive: false, needs, runs: false, owns: false, hides: [] };
}
