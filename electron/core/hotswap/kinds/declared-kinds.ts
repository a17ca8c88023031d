import { z } from 'zod';
import { fieldsOf, innermost, isMap } from '../../documents/schema-shape.ts';
import { freeForm, freeFormKind, plainIdOf, plainNames } from './free-form.ts';
import { definitionExtensions, type Kind } from './kind.ts';
import { type PatternNode, readPattern } from './pattern-syntax.ts';

/** A declared kind that cannot be used, with where in the setting it stands. */
export interface DeclarationFault {
  /** Path inside the setting `kinds`: the number of the entry, then its key. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a setting makes of kinds: those that can be used, and why others cannot. */
export interface DeclaredKinds {
  readonly kinds: readonly Kind[];
  readonly faults: readonly DeclarationFault[];
}

const declaration = z.strictObject({
  dir: z
    .string()
    .refine(isFolder, 'must be a folder below the workspace, written with `/`, without dots at its beginning'),
  extensions: z
    .array(z.string().regex(/^\.?[a-z0-9]+$/i))
    .min(1)
    .refine((list) => list.every((one) => (definitionExtensions as readonly string[]).includes(dotted(one))), {
      message: `can hold ${definitionExtensions.join(', ')}`,
    })
    .optional(),
  schema: z.union([z.string().min(1), z.record(z.string(), z.unknown())]).optional(),
  settleMs: z.int().min(0).max(10_000).optional(),
  hold: z.enum(['auto', 'manual']).optional(),
});

/**
 * Kinds that a workspace declares in its settings (`kinds`): `[{dir, extensions?, schema?, settleMs?, hold?}]`. `schema`
 * is a JSON schema, or the path of a file that holds one, below the workspace; `readSchema` reads such a file and throws
 * when it cannot. What cannot be used is a fault, and the rest goes on.
 *
 * @param taken kinds that exist already, whose directories cannot be declared again
 */
export function declaredKinds(
  setting: unknown,
  readSchema: (path: string) => unknown,
  taken: readonly Pick<Kind, 'dir'>[] = [],
): DeclaredKinds {
  if (setting === undefined || setting === null) return { kinds: [], faults: [] };
  if (!Array.isArray(setting)) return { kinds: [], faults: [{ path: [], message: 'must be a list' }] };
  const kinds: Kind[] = [];
  const faults: DeclarationFault[] = [];
  for (const [index, entry] of setting.entries()) {
    const parsed = declaration.safeParse(entry);
    if (!parsed.success) {
      for (const issue of parsed.error.issues)
        faults.push({ path: [index, ...issue.path.map(String)], message: issue.message });
      continue;
    }
    const { dir, extensions, schema, settleMs, hold } = parsed.data;
    if ([...taken, ...kinds].some((kind) => kind.dir === dir)) {
      faults.push({ path: [index, 'dir'], message: 'is a kind already' });
      continue;
    }
    const read = schemaOf(schema, readSchema);
    if ('fault' in read) {
      faults.push({ path: [index, 'schema'], message: read.fault });
      continue;
    }
    kinds.push(
      freeFormKind(dir, {
        extensions: extensions?.map(dotted) ?? definitionExtensions,
        ...(read.schema === null
          ? { schema: freeForm }
          : { schema: read.schema, prepare: plainNames, idOf: plainIdOf }),
        ...(settleMs === undefined ? {} : { settleMs }),
        ...(hold === undefined ? {} : { hold }),
      }),
    );
  }
  return { kinds, faults };
}

type Checked = { schema: z.ZodType<Record<string, unknown>> | null } | { fault: string };

function schemaOf(given: string | Record<string, unknown> | undefined, read: (path: string) => unknown): Checked {
  if (given === undefined) return { schema: null };
  let json: unknown = given;
  if (typeof given === 'string') {
    if (!isFolder(given)) return { fault: 'must be a path below the workspace, written with `/`' };
    try {
      json = read(given);
    } catch (error) {
      return { fault: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  if (!isMap(json)) return { fault: 'is no JSON schema: a map is expected' };
  const slow = slowPattern(json, 0);
  if (slow !== null) return { fault: `has the pattern \`${slow.slice(0, 60)}\`, which could take for ever to match` };
  try {
    const schema = z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]) as z.ZodType<
      Record<string, unknown>
    >;
    // A definition is a map, whatever its schema leaves open.
    const isObject = fieldsOf(innermost(schema, {})) !== null;
    return {
      schema: isObject ? schema : freeForm.pipe(schema as z.ZodType<Record<string, unknown>, Record<string, unknown>>),
    };
  } catch (error) {
    return { fault: `is no JSON schema that can be used: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A pattern of a JSON schema that the engine, which tries one way after the other, could be lost in; null when none is. */
function slowPattern(json: unknown, depth: number): string | null {
  if (typeof json !== 'object' || json === null || depth > 100) return null;
  for (const [key, part] of Object.entries(json)) {
    const patterns = key === 'pattern' ? [part] : key === 'patternProperties' && isMap(part) ? Object.keys(part) : [];
    const slow = patterns.find((pattern) => typeof pattern === 'string' && nestsRepetitions(pattern));
    const found = slow === undefined ? slowPattern(part, depth + 1) : String(slow);
    if (found !== null) return found;
  }
  return null;
}

function nestsRepetitions(pattern: string): boolean {
  const read = readPattern(pattern);
  return !read.ok || repeatsInside(read.node, false);
}

/** Whether something that repeats without end, or a choice, is repeated itself. */
function repeatsInside(node: PatternNode, repeated: boolean): boolean {
  switch (node.type) {
    case 'repeat':
      return (repeated && node.most > 1) || repeatsInside(node.part, repeated || node.most > 1);
    case 'choice':
      return repeated || node.parts.some((part) => repeatsInside(part, repeated));
    case 'concat':
      return node.parts.some((part) => repeatsInside(part, repeated));
    default:
      return false;
  }
}

function dotted(extension: string): string {
  return `.${extension.replace(/^\./, '').toLowerCase()}`;
}

/** A relative path of plain names. */
function isFolder(path: string): boolean {
  return path !== '' && !/[\0\\]/.test(path) && path.split('/').every((part) => part !== '' && !part.startsWith('.'));
}
