import { randomUUID } from 'node:crypto';
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { parseDocument } from '../../core/documents/parse-document.ts';
import { isMap } from '../../core/documents/schema-shape.ts';
import { createKeyVault, hasVaultKey, makeVaultKey, sealedText } from '../../core/state/vault.ts';
import { homeFor, type Word } from './word.ts';

/** `seal`: writes the sealed form of a document in its place. */
export const sealWord: Word = {
  usage: 'seal FILE [--print] [--home PATH]',
  summary: 'Seal a document with secrets, such as oauth/NAME.yaml, in its place.',
  details: [
    'The key is that of SIGNALBOX_VAULT_KEY, or of vault.key in the home of Signalbox, which is made when there is none.',
    'Keep the key: without it nobody opens what was sealed.',
    '--print  print the sealed form and leave the file as it is',
  ],
  options: { home: { type: 'string' }, print: { type: 'boolean' } },
  operands: [1, 1],
  async run(args, io) {
    const file = path.resolve(io.folder, args.operands[0] ?? '');
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT'
        ? new AppError('NOT_FOUND', `${file} is not there.`)
        : new AppError('UNREADABLE', `${file} cannot be read: ${error.message}.`, { cause: error });
    });
    const text = plainText(file, bytes);
    const home = homeFor(args, io.env);
    if (!hasVaultKey(home, io.env)) io.stderr.write(`A key was made: ${await makeVaultKey(home)}. Keep it safe.\n`);
    const sealed = await createKeyVault(home, io.env).seal(text);
    const written = sealedText(sealed, file);
    if (args.has('print')) {
      io.stdout.write(written);
      return 0;
    }
    await replace(file, written);
    io.stdout.write(`${args.operands[0]} is sealed with the key ${sealed.kid}.\n`);
    io.stderr.write(
      'Copies of the plain file elsewhere, such as in version control or in the history, stay as they are.\n',
    );
    return 0;
  },
};

/** The text to seal. Throws for what is sealed already, and for what would be no document once it is opened. */
function plainText(file: string, bytes: Uint8Array): string {
  const parsed = parseDocument({ path: file, bytes });
  if (!parsed.ok) {
    const { code, message, hint, at } = parsed.error;
    throw new AppError(code, message, { hint, at });
  }
  if (!isMap(parsed.value)) throw new AppError('SCHEMA', `${file} is no map of fields.`, { at: { path: file } });
  if (Object.hasOwn(parsed.value, '$sealed'))
    throw new AppError('CONFLICT', `${file} is sealed already.`, {
      hint: 'Write the plain document there first, then seal it.',
    });
  return new TextDecoder().decode(bytes);
}

/** Replaces a file at once; the new one is its owner's alone. */
async function replace(file: string, text: string): Promise<void> {
  const real = await realpath(file);
  const temporary = path.join(path.dirname(real), `.${path.basename(real)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode: (await stat(real)).mode & 0o600 });
    await rename(temporary, real);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new AppError('UNREADABLE', `${file} cannot be written: ${error instanceof Error ? error.message : error}.`, {
      cause: error,
    });
  }
}
