import { createMaskStream, type MaskStream } from './mask-stream.ts';
import { createUrlMask } from './mask-urls.ts';

/**
 * Hides everything secret in the bytes of one stream as they come: first known values, then the passwords of URLs, as the
 * journal's masker does in texts.
 *
 * @param stamp what stands for a value
 */
export function createOutputMask(stamp: (value: string) => string): MaskStream {
  const values = createMaskStream();
  const urls = createUrlMask(stamp);
  const hideUrls = (pieces: readonly Uint8Array[]) => pieces.flatMap((piece) => urls.push(piece));
  return {
    push: (bytes, table) => hideUrls(values.push(bytes, table)),
    get holds() {
      return values.holds || urls.holds;
    },
    release: (table) => [...hideUrls(values.release(table)), ...urls.release()],
    end: (table) => [...hideUrls(values.end(table)), ...urls.end()],
  };
}
