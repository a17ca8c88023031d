import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { isDiskFull } from '../disk.ts';
import { checkText } from '../hotswap/check-text.ts';
import { hashOf, insideRoot, newPath, removeFile } from '../hotswap/files.ts';
import type { HotSwap } from '../hotswap/hot-swap.ts';
import { toolKind } from '../hotswap/kinds/tools.ts';
import type { Entry } from '../hotswap/types.ts';

/** Writing and removing manifests of tools. */
export interface Installer {
  /**
   * Writes a manifest as `tools/<name>.json`, at once: readers see all of it or nothing. Answers when it serves.
   *
   * @throws AppError SCHEMA and its like for a manifest that would be refused, CONFLICT when there is one already
   */
  install(
    manifest: Readonly<Record<string, unknown>>,
    replace: boolean,
    cause: string,
  ): Promise<{ readonly path: string; readonly hash: string }>;
  /** Removes the manifest of a tool; false when there was none. @throws AppError INVALID_INPUT for a name no tool can have */
  uninstall(name: string, cause: string): Promise<boolean>;
}

/** How long the watcher may take to see what was written, ms. */
const OBSERVE_MS = 10_000;

/** Makes the installer of one workspace. */
export function createInstaller(hotSwap: () => HotSwap, root: string): Installer {
  /** The manifest of a tool, whatever its file is called. */
  function entryOf(name: string): Entry | null {
    const all = [...hotSwap().entries.all()].filter(({ kind }) => kind.dir === toolKind.dir);
    return (
      all.find(({ loaded }) => (loaded?.value as { name?: unknown } | undefined)?.name === name) ??
      all.find((entry) => entry.name === name) ??
      null
    );
  }

  return {
    async install(manifest, replace, cause) {
      const { loader, observers, kinds } = hotSwap();
      const name = nameOf(manifest['name']);
      const before = entryOf(name);
      if (before && !replace)
        throw new AppError('CONFLICT', `The tool ${name} is installed already.`, {
          hint: 'Replace it: replace: true.',
        });
      const file = before?.serving ?? newPath(toolKind, name, `${toolKind.dir}/${name}.json`, kinds);
      const text = `${JSON.stringify(manifest, null, 2)}\n`;
      const { faults } = await checkText(loader, { kind: toolKind, name: before?.name ?? name, path: file, text });
      const [fault] = faults;
      if (fault)
        throw new AppError(fault.code, fault.message, { hint: fault.hint, ...(fault.at ? { at: fault.at } : {}) });
      const hash = hashOf(text);
      if (before?.loaded?.hash === hash) return { path: file, hash };
      const seen = observers.waitFor({ path: file, hash, cause }, OBSERVE_MS);
      seen.catch(() => {});
      await writeWhole(await insideRoot(root, file), text, before !== null);
      await seen;
      return { path: file, hash };
    },
    async uninstall(name, cause) {
      const file = entryOf(nameOf(name))?.serving ?? null;
      if (file === null) return false;
      const seen = hotSwap().observers.waitFor({ path: file, hash: null, cause }, OBSERVE_MS);
      seen.catch(() => {});
      try {
        await removeFile(root, file);
      } catch (error) {
        // Somebody else removed it meanwhile: it is gone, which is what was asked for.
        if (!(error instanceof AppError && error.code === 'NOT_FOUND')) throw error;
      }
      await seen;
      return true;
    },
  };
}

function nameOf(name: unknown): string {
  if (typeof name === 'string' && /^[a-zA-Z0-9_-]{1,100}$/.test(name)) return name;
  throw new AppError('INVALID_INPUT', 'The name of a tool is made of letters, digits, `_` and `-`.');
}

/** Writes a file beside its place, then puts it there: a link where none may be, a rename where one is replaced. */
async function writeWhole(file: string, text: string, replaces: boolean): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o755 });
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (replaces) await rename(temporary, file);
    else await link(temporary, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new AppError('CONFLICT', `${path.basename(file)} exists already.`);
    if (isDiskFull(error)) throw new AppError('STORAGE_FULL', 'The disk is full.', { cause: error });
    throw new AppError('UNREADABLE', `${path.basename(file)} cannot be written.`, { cause: error });
  } finally {
    await rm(temporary, { force: true });
  }
}
