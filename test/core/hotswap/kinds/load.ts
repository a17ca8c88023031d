import type { Parser } from '../../../../electron/core/documents/parser.ts';
import type { FileFault } from '../../../../electron/core/documents/types.ts';
import type { Kind } from '../../../../electron/core/hotswap/kinds/kind.ts';
import { type LoadResult, loadDefinition } from '../../../../electron/core/hotswap/kinds/load-definition.ts';

/** Loads a definition that must load. */
export async function loaded(
  kind: Kind,
  text: string,
  parser: Parser,
  path = `${kind.dir}/a.yaml`,
): Promise<Extract<LoadResult, { ok: true }>> {
  const result = await loadDefinition(kind, { path, bytes: new TextEncoder().encode(text) }, parser);
  if (!result.ok) throw new Error(`${result.fault.code} ${result.fault.message}`);
  return result;
}

/** Loads a definition whose form must be refused. */
export async function refused(
  kind: Kind,
  text: string,
  parser: Parser,
  path = `${kind.dir}/a.yaml`,
): Promise<FileFault> {
  const result = await loadDefinition(kind, { path, bytes: new TextEncoder().encode(text) }, parser);
  if (result.ok) throw new Error('The definition loaded.');
  return result.fault;
}
