import { decode } from './decode.ts';
import { codeFrame } from './frame.ts';
import { cutLines, type Lines } from './lines.ts';
import { findField } from './outline.ts';
import { formatOf, readText } from './read-text.ts';
import { Refusal } from './refusal.ts';
import { findSecrets, hideSecrets, type Secret } from './secrets.ts';
import type { DocWarning, FieldPath, FileFault, ParseItem, Place, PlaceOf } from './types.ts';
import { oldReadings } from './yaml11.ts';

/** An outcome before it is timed. */
export type Parsed =
  | {
      readonly ok: true;
      readonly value: unknown;
      readonly warnings: readonly DocWarning[];
      readonly secrets: readonly string[];
    }
  | { readonly ok: false; readonly error: FileFault; readonly secrets: readonly string[] };

/** From bytes to a plain value or a precise refusal. Pure; never throws for anything the bytes may hold. */
export function parseDocument(item: ParseItem): Parsed {
  const { text, refusal } = decode(item.bytes);
  if (refusal !== null) return refused(item.path, text, refusal);
  const format = item.format ?? formatOf(item.path);
  try {
    const { value, outline } = readText(text, format);
    const secrets = findSecrets(text, value);
    const readings = format === 'yaml' ? oldReadings(outline) : [];
    const lines = readings.length > 0 ? cutLines(text) : null;
    const warnings = readings.map(({ path, offset, message }): DocWarning => {
      const { line, column } = lines?.placeOf(offset) ?? { line: 1, column: 1 };
      return { code: 'YAML11', message: hideSecrets(message, secrets), path, line, column };
    });
    return { ok: true, value, warnings, secrets: strong(secrets) };
  } catch (error) {
    return refused(item.path, text, error instanceof Refusal ? error : unexpected());
  }
}

/** Places of fields of a document; null for all when it does not parse. */
export function locateFields(item: ParseItem, paths: readonly FieldPath[], of: PlaceOf): (Place | null)[] {
  const { text, refusal } = decode(item.bytes);
  if (refusal !== null) return paths.map(() => null);
  try {
    const { value, outline } = readText(text, item.format ?? formatOf(item.path));
    const secrets = findSecrets(text, value);
    const lines = cutLines(text);
    return paths.map((path) => {
      const { offset, exact } = findField(outline, path, of);
      const { line, column } = lines.placeOf(Math.max(0, offset));
      return { line, column, frame: codeFrame(lines, line, column, secrets), exact };
    });
  } catch {
    return paths.map(() => null);
  }
}

function refused(path: string, text: string, refusal: Refusal): Parsed {
  const secrets = findSecrets(text);
  const lines = cutLines(text);
  const { line, column } = lines.placeOf(refusal.offset);
  const message = refusal.message.replace('{line}', () => String(otherLine(lines, refusal)));
  const error: FileFault = {
    code: refusal.code,
    message: hideSecrets(message, secrets),
    hint: refusal.hint,
    at: { path, line, column, frame: text === '' ? '' : codeFrame(lines, line, column, secrets) },
  };
  return { ok: false, error, secrets: strong(secrets) };
}

function otherLine(lines: Lines, refusal: Refusal): number {
  return lines.placeOf(refusal.other ?? 0).line;
}

/** A failure of the parser itself, such as its own stack running out: the file is refused, nothing else suffers. */
function unexpected(): Refusal {
  return new Refusal(
    'SYNTAX',
    0,
    'The parser failed on this file.',
    'Simplify the file; if it looks right to you, please report it.',
  );
}

function strong(secrets: readonly Secret[]): string[] {
  return secrets.filter((secret) => !secret.weak).map((secret) => secret.value);
}
