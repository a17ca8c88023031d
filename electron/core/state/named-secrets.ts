import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { parseDocument } from '../documents/parse-document.ts';
import type { Sealed, Vault } from './vault.ts';

/** A document in the home of Signalbox that maps names to secrets, sealed. */
export const SECRETS_FILE = 'secrets.yaml';

/**
 * Looks secrets up by name in the sealed document, which is read anew each time. Answers null for a name that is not
 * there. Throws UNREADABLE where the document is not sealed or holds no map, and what the vault throws.
 */
export function namedSecrets(home: string, vault: Pick<Vault, 'open'>): (name: string) => Promise<string | null> {
  const file = path.join(home, SECRETS_FILE);

  function mapOf(bytes: Uint8Array, what: string): Record<string, unknown> {
    const parsed = parseDocument({ path: file, bytes });
    if (parsed.ok && typeof parsed.value === 'object' && parsed.value !== null)
      return parsed.value as Record<string, unknown>;
    throw new AppError('UNREADABLE', `${file} holds no ${what}.`, {
      hint: `Write names and values there, then: signalbox seal ${file}`,
    });
  }

  return async (name) => {
    const bytes = await readFile(file).catch(() => null);
    if (!bytes) return null;
    const outer = mapOf(bytes, 'sealed document');
    if (!Object.hasOwn(outer, '$sealed')) mapOf(new Uint8Array(), 'sealed document');
    const secrets = mapOf(Buffer.from(await vault.open(outer as unknown as Sealed)), 'names with values');
    const value = Object.hasOwn(secrets, name) ? secrets[name] : null;
    return value === null || value === undefined ? null : String(value);
  };
}
