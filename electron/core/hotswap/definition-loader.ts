import { ERRORS, type WireError } from '../../../shared/errors.ts';
import type { Parser } from '../documents/parser.ts';
import type { FileFault } from '../documents/types.ts';
import { loadDefinitions, locateFields } from './kinds/load-definition.ts';
import type { DefinitionLoader } from './loader.ts';

/** The loader over the parser's thread. */
export function createDefinitionLoader(parser: Parser): DefinitionLoader {
  return {
    async load(items) {
      const results = await loadDefinitions(
        items.map(({ kind, path, bytes }) => ({ kind, item: { path, bytes } })),
        parser,
      );
      return results.map((result) => ({
        secrets: result.secrets,
        ...result.timings,
        outcome: result.ok
          ? {
              ok: true,
              value: result.value,
              warnings: result.warnings.map(({ path, ...warning }) => ({ ...warning, field: path })),
              aliases: result.aliases,
            }
          : { ok: false, phase: result.phase, error: wireFault(result.fault) },
      }));
    },
    locate: ({ kind, path, bytes }, fields) => locateFields(kind, { path, bytes }, fields, parser),
  };
}

function wireFault({ code, message, hint, at, detail }: FileFault): WireError {
  const further = detail && detail.length > 0 ? { detail: detail.map(wireFault) } : {};
  return { code, message, hint, at, retryable: ERRORS[code].retryable, ...further };
}
