import type { WireError } from '../../../shared/errors.ts';
import type { Warning } from '../../../shared/events/fields.ts';
import type { Kind } from './kinds/kind.ts';
import type { DefinitionLoader } from './loader.ts';

/** A text that somebody is writing, and the file it is meant for. */
export interface TextToCheck {
  readonly kind: Kind;
  readonly name: string;
  /** Path of its file, relative to the root, with `/`: it decides the format, and stands in the faults. */
  readonly path: string;
  readonly text: string;
}

/** What a save of the text would meet: every fault that is known, the first of the file first, or the warnings. */
export interface CheckedText {
  readonly faults: readonly WireError[];
  readonly warnings: readonly Warning[];
}

/**
 * Reads a text the way a saved file is read, and keeps nothing. What it finds to be secret is not remembered either: a
 * value that is half typed may be any word, and that word would be hidden everywhere from then on. The faults
 * themselves repeat no secret of the text.
 */
export async function checkText(
  loader: DefinitionLoader,
  { kind, name, path, text }: TextToCheck,
): Promise<CheckedText> {
  const [read] = await loader.load([{ kind, name, path, bytes: Buffer.from(text, 'utf8') }]);
  if (!read) return { faults: [], warnings: [] };
  const { outcome } = read;
  return outcome.ok ? { faults: [], warnings: outcome.warnings } : { faults: allFaults(outcome.error), warnings: [] };
}

/** A fault and the further ones it carries, side by side. */
export function allFaults(error: WireError): WireError[] {
  const { detail, ...first } = error;
  return [first, ...(Array.isArray(detail) ? (detail as WireError[]) : [])];
}
