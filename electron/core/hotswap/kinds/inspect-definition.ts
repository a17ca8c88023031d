import type { Parser } from '../../documents/parser.ts';
import { joinFaults } from '../../documents/schema-fault.ts';
import type { DocWarning, FieldPath, FileFault, ParseItem } from '../../documents/types.ts';
import type { Kind } from './kind.ts';

/** Where an inspected definition stands, and the way from its canonical keys back to its file. */
interface Inspected {
  readonly item: ParseItem;
  readonly sourceOf: (path: FieldPath) => FieldPath;
  readonly parser: Pick<Parser, 'locate'>;
}

interface InspectionResult {
  readonly fault: FileFault | null;
  readonly warnings: readonly DocWarning[];
  readonly secrets: readonly string[];
}

const NOTHING: InspectionResult = { fault: null, warnings: [], secrets: [] };

/** Lets a kind take its closer look at a checked value, and finds the places of what it says in the file. */
export async function inspectDefinition(
  kind: Kind,
  value: Record<string, unknown>,
  { item, sourceOf, parser }: Inspected,
): Promise<InspectionResult> {
  if (!kind.inspect) return NOTHING;
  const { faults, advice, secrets } = await kind.inspect(value, item.path);
  if (faults.length > 0) {
    const places = await parser.locate(
      item,
      faults.map(({ path }) => sourceOf(path)),
    );
    const fault = joinFaults(item.path, faults, places);
    const code = faults.find(({ message }) => message === fault.message)?.code ?? fault.code;
    return { fault: { ...fault, code }, warnings: [], secrets };
  }
  if (advice.length === 0) return { ...NOTHING, secrets };
  const paths = advice.map(({ path }) => sourceOf(path));
  const places = await parser.locate(item, paths);
  const warnings = advice.map(({ message }, index): DocWarning => {
    const { line, column } = places[index] ?? { line: 1, column: 1 };
    return { code: 'ADVICE', message, path: paths[index] ?? [], line, column };
  });
  return { fault: null, warnings, secrets };
}
