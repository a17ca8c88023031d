import { createMaskStream, type MaskStream } from './mask-stream.ts';
import type { Secret } from './mask-table.ts';
import { createUrlMask } from './mask-urls.ts';

/**
 * Hides everything secret in the bytes of one stream as they come: first the passwords of URLs, then known values, as the
 * journal's masker does in texts.
 *
 * @param stamp what stands for a value
 */
export function createOutputMask(stamp: (value: string) => string): MaskStream {
  const urls = createUrlMask(stamp);
  const values = createMaskStream();
  return {
    push: (bytes, table) => urls.push(bytes).flatMap((piece) => values.push(piece, table)),
    get holds() {
      return urls.holds || values.holds;
    },
    release: (table) => [...urls.release().flatMap((piece) => values.push(piece, table)), ...values.release(table)],
    end: (table) => [...urls.end().flatMap((piece) => values.push(piece, table)), ...values.end(table)],
  };
}

/**
 * What is looked for to hide a known value: it, and what is left of it where the passwords of URLs are hidden already.
 *
 * @param stamp what stands for a value
 */
export function secretsOf(text: string, stamp: (value: string) => string): Secret[] {
  const value = Buffer.from(text);
  const urls = createUrlMask(stamp);
  const shown = Buffer.concat([...urls.push(value), ...urls.end()]);
  const secret = { value, stamp: Buffer.from(stamp(text)) };
  return shown.equals(value) ? [secret] : [secret, { ...secret, value: shown }];
}
