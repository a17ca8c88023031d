import { chmodSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createKeyVault, makeVaultKey } from '../../../electron/core/state/vault.ts';
import { tempFolder } from '../../helpers/temp.ts';

describe('the vault', () => {
  it('opens what it sealed, and shows nothing of it', async () => {
    const home = tempFolder();
    const file = await makeVaultKey(home);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const vault = createKeyVault(home, {});
    const sealed = await vault.seal('client secret: hunter2');
    expect(sealed).toMatchObject({ $sealed: 'v1', alg: 'A256GCM', kid: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(JSON.stringify(sealed)).not.toContain('hunter2');
    expect(await vault.open(sealed)).toBe('client secret: hunter2');
    await expect(makeVaultKey(home)).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('says what to do without a key, with a wrong one, and with one that is no key', async () => {
    const home = tempFolder();
    await expect(createKeyVault(home, {}).seal('x')).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
      hint: expect.stringContaining('SIGNALBOX_VAULT_KEY'),
    });
    const sealed = await createKeyVault(home, { SIGNALBOX_VAULT_KEY: 'a'.repeat(64) }).seal('x');
    await expect(createKeyVault(home, { SIGNALBOX_VAULT_KEY: 'b'.repeat(64) }).open(sealed)).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    });
    await expect(createKeyVault(home, { SIGNALBOX_VAULT_KEY: 'short' }).seal('x')).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    });
  });

  it('refuses what was changed after it was sealed, and a key file that others can read', async () => {
    const home = tempFolder();
    const vault = createKeyVault(home, { SIGNALBOX_VAULT_KEY: 'a'.repeat(64) });
    const sealed = await vault.seal('one text');
    const data = Buffer.from(sealed.data, 'base64');
    data[0] = (data[0] ?? 0) ^ 1;
    await expect(vault.open({ ...sealed, data: data.toString('base64') })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    const file = path.join(home, 'vault.key');
    writeFileSync(file, 'c'.repeat(64));
    chmodSync(file, 0o644);
    await expect(createKeyVault(home, {}).seal('x')).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
      message: expect.stringContaining('others'),
    });
  });
});
