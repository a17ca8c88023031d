import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';

/** A sealed document as it stands in a file. */
export interface Sealed {
  readonly $sealed: 'v1';
  readonly alg: 'A256GCM';
  /** First 8 hex digits of the sha256 of the key, to tell which key sealed it. */
  readonly kid: string;
  readonly nonce: string;
  readonly data: string;
}

/** Seals and opens secrets. The desktop shell gives one of its own; headless, a key of the user's is used. */
export interface Vault {
  seal(text: string): Promise<Sealed>;
  /** Throws NOT_CONFIGURED without the key, BAD_REQUEST for what was changed after sealing. */
  open(sealed: Sealed): Promise<string>;
}

/** A vault over AES-256-GCM with the key in `SIGNALBOX_VAULT_KEY` (64 hex digits) or in `<home>/vault.key` (mode 0600). */
export function createKeyVault(home: string, env: NodeJS.ProcessEnv): Vault {
  const file = path.join(home, 'vault.key');

  async function key(): Promise<Buffer> {
    const text = env['SIGNALBOX_VAULT_KEY'] ?? (await readKeyFile(file));
    if (text === null)
      throw new AppError('NOT_CONFIGURED', 'No key to seal or open secrets.', {
        hint: `Set SIGNALBOX_VAULT_KEY to 64 hex digits, or keep them in ${file}, readable by you alone.`,
      });
    if (!/^[0-9a-f]{64}$/i.test(text.trim()))
      throw new AppError('NOT_CONFIGURED', 'The vault key is not 64 hex digits.', {
        hint: 'Make one with: openssl rand -hex 32',
      });
    return Buffer.from(text.trim(), 'hex');
  }

  return {
    async seal(text) {
      const secret = await key();
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce);
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return {
        $sealed: 'v1',
        alg: 'A256GCM',
        kid: keyId(secret),
        nonce: nonce.toString('base64'),
        data: data.toString('base64'),
      };
    },
    async open(sealed) {
      const secret = await key();
      if (sealed.kid !== keyId(secret))
        throw new AppError('NOT_CONFIGURED', `This was sealed with another key (${sealed.kid}).`, {
          hint: 'Use the key it was sealed with.',
        });
      const data = Buffer.from(sealed.data, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(sealed.nonce, 'base64'));
      try {
        decipher.setAuthTag(data.subarray(-16));
        return Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]).toString('utf8');
      } catch (error) {
        throw new AppError('BAD_REQUEST', 'The sealed document was changed after it was sealed.', { cause: error });
      }
    },
  };
}

/** Whether a key is at hand, in the environment or in its file. */
export function hasVaultKey(home: string, env: NodeJS.ProcessEnv): boolean {
  return Boolean(env['SIGNALBOX_VAULT_KEY']) || existsSync(path.join(home, 'vault.key'));
}

/** A sealed document as the text of a file: YAML, or JSON for a path that ends with `.json`. */
export function sealedText(sealed: Sealed, file: string): string {
  if (/\.json$/i.test(file)) return `${JSON.stringify(sealed, null, 2)}\n`;
  return `${Object.entries(sealed)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n')}\n`;
}

/** Makes a key file when there is none. */
export async function makeVaultKey(home: string): Promise<string> {
  const file = path.join(home, 'vault.key');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(file, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  await chmod(file, 0o600);
  return file;
}

async function readKeyFile(file: string): Promise<string | null> {
  const facts = await stat(file).catch(() => null);
  if (!facts) return null;
  if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) {
    throw new AppError('NOT_CONFIGURED', `${file} can be read by others.`, {
      hint: `Make a new key, and keep it to yourself: chmod 600 ${file}`,
    });
  }
  return readFile(file, 'utf8');
}

function keyId(secret: Buffer): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8);
}
