import { parseDocument } from '../../../electron/core/documents/parse-document.ts';
import type { FileFault } from '../../../electron/core/documents/types.ts';

/** Text, or raw bytes, as the bytes of a file. */
export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** The value of a document that must parse. */
export function parsedValue(content: string | Uint8Array, path = 'models/a.yaml'): unknown {
  const parsed = parseDocument({ path, bytes: bytesOf(content) });
  if (!parsed.ok) throw new Error(`${parsed.error.code} ${parsed.error.message}`);
  return parsed.value;
}

/** The fault of a document that must not parse. */
export function faultOf(content: string | Uint8Array, path = 'models/a.yaml'): FileFault {
  const parsed = parseDocument({ path, bytes: bytesOf(content) });
  if (parsed.ok) throw new Error('The document parsed.');
  return parsed.error;
}
