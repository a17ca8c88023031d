import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SafeStorage } from 'electron';
import { AppError } from '../../shared/errors.ts';
import { createKeyVault, type Vault } from '../core/state/vault.ts';

/** The part of Electron's safe storage that is used. */
export type KeyChain = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

/**
 * A vault whose data key lies in `<home>/vault.key.sealed`, sealed by the system's own key chain. The key is made at
 * the first need.
 */
export function createKeyChainVault(home: string, chain: KeyChain): Vault {
  const file = path.join(home, 'vault.key.sealed');
  let opened: Promise<Vault> | null = null;

  async function open(): Promise<Vault> {
    // On Linux without a key chain Electron "seals" with a word that is the same everywhere.
    const pretends = process.platform === 'linux' && chain.getSelectedStorageBackend() === 'basic_text';
    if (pretends || !(await chain.isAsyncEncryptionAvailable())) {
      throw new AppError('NOT_CONFIGURED', 'This system offers no key chain to keep secrets in.', {
        hint: 'Start a key chain (e.g. GNOME Keyring or KWallet), or set SIGNALBOX_VAULT_KEY.',
      });
    }
    return createKeyVault(home, { SIGNALBOX_VAULT_KEY: await dataKey() });
  }

  async function dataKey(): Promise<string> {
    const sealed = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (sealed === null) {
      const key = randomBytes(32).toString('hex');
      await keep(key, 'wx');
      return key;
    }
    const { result, shouldReEncrypt } = await chain.decryptStringAsync(sealed);
    if (shouldReEncrypt) await keep(result, 'w');
    return result;
  }

  async function keep(key: string, flag: 'w' | 'wx'): Promise<void> {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await writeFile(file, await chain.encryptStringAsync(key), { mode: 0o600, flag });
  }

  const vault = (): Promise<Vault> => {
    opened ??= open().catch((error: unknown) => {
      // A key chain that is locked now may be open the next time.
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    seal: async (text) => (await vault()).seal(text),
    open: async (sealed) => (await vault()).open(sealed),
  };
}
