import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKeyChainVault, type KeyChain } from '../../electron/shell/vault.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A key chain whose secret is one byte: it hides the text and knows its own work. */
function keyChain({
  available = true,
  backend = 'gnome_libsecret',
  renew = false,
} = {}): KeyChain & { readonly sealed: number } {
  const [mask = 1] = randomBytes(1);
  const flip = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ (mask | 1)));
  let sealed = 0;
  return {
    get sealed() {
      return sealed;
    },
    isAsyncEncryptionAvailable: async () => available,
    getSelectedStorageBackend: () => backend as ReturnType<KeyChain['getSelectedStorageBackend']>,
    encryptStringAsync: async (text) => {
      sealed += 1;
      return flip(Buffer.from(text));
    },
    decryptStringAsync: async (bytes) => ({ result: flip(bytes).toString(), shouldReEncrypt: renew }),
  };
}

describe('the vault of the desktop app', () => {
  it('opens what it sealed, also after a restart', async () => {
    const home = tempFolder('vault');
    const chain = keyChain();
    const sealed = await createKeyChainVault(home, chain).seal('the secret');
    expect(JSON.stringify(sealed)).not.toContain('the secret');
    expect(await createKeyChainVault(home, chain).open(sealed)).toBe('the secret');
    expect(chain.sealed).toBe(1);
  });

  it('keeps its key for its owner only, and never in the clear', async () => {
    const home = tempFolder('vault');
    await createKeyChainVault(home, keyChain()).seal('x');
    const file = path.join(home, 'vault.key.sealed');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'latin1')).not.toMatch(/^[0-9a-f]{64}$/);
  });

  it('seals its key anew when the key chain asks for it', async () => {
    const home = tempFolder('vault');
    const chain = keyChain({ renew: true });
    const sealed = await createKeyChainVault(home, chain).seal('x');
    expect(await createKeyChainVault(home, chain).open(sealed)).toBe('x');
    expect(chain.sealed).toBe(2);
  });

  it.each([
    ['there is no key chain', keyChain({ available: false })],
    ['Electron only pretends to have one', keyChain({ backend: 'basic_text' })],
  ])('refuses when %s', async (_why, chain) => {
    await expect(createKeyChainVault(tempFolder('vault'), chain).seal('x')).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    });
  });
});
