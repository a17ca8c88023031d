import type { z } from 'zod';
import type { Parser } from './parser.ts';
import { type CheckedValue, describeIssues, type FieldFault } from './schema-words.ts';
import { hideSecrets } from './secrets.ts';
import type { FieldPath, FileFault, ParseItem, Place } from './types.ts';

/** Further faults shown beside the first; a file with more is read again after these are mended anyway. */
const maxFurther = 20;

/** What the caller knows about the file beside the checked value. */
export interface FaultOptions {
  /** Path in the file of a path of the checked value, when keys were renamed or moved before the check. */
  readonly sourceOf?: (path: FieldPath) => FieldPath;
  /** Secrets of the file (`ParseOutcome.secrets`): a message that would repeat one shows a mark instead. */
  readonly secrets?: readonly string[];
}

/**
 * Turns zod issues into one fault of a file: the first issue is the fault, the rest its `detail`. Places are looked up
 * in the file by the parser; the issue of a missing field stands at its nearest parent.
 */
export async function schemaFault(
  parser: Pick<Parser, 'locate'>,
  item: ParseItem,
  issues: readonly z.core.$ZodIssue[],
  checked: CheckedValue,
  { sourceOf = (path) => path, secrets = [] }: FaultOptions = {},
): Promise<FileFault> {
  const hidden = secrets.map((value) => ({ value, weak: false }));
  const faults = describeIssues(issues, checked)
    .slice(0, maxFurther + 1)
    .map((fault) => ({ ...fault, message: hideSecrets(fault.message, hidden) }));
  const places = await parser.locate(
    item,
    faults.map((fault) => sourceOf(fault.path)),
  );
  return joinFaults(item.path, faults, places);
}

/** The pure part of `schemaFault`: words and places become one fault. Missing places become the first character. */
export function joinFaults(path: string, faults: readonly FieldFault[], places: readonly (Place | null)[]): FileFault {
  const all = faults.map(({ message, hint }, index): FileFault => {
    const place = places[index];
    return {
      code: 'SCHEMA',
      message,
      hint,
      at: { path, line: place?.line ?? 1, column: place?.column ?? 1, frame: place?.frame ?? '' },
    };
  });
  // In the order of the file, as people read it; the sort is stable.
  const [first, ...further] = all.sort((one, other) => one.at.line - other.at.line || one.at.column - other.at.column);
  const fault = first ?? {
    code: 'SCHEMA',
    message: 'The document does not have the form that is expected here.',
    hint: 'Compare it with an example.',
    at: { path, line: 1, column: 1, frame: '' },
  };
  return further.length === 0 ? fault : { ...fault, detail: further };
}
