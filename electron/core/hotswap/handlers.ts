import { mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { definitionActions } from '../../../shared/actions/definition.ts';
import { AppError } from '../../../shared/errors.ts';
import type { HandlersOf } from '../dispatch.ts';
import type { VersionRow } from '../journal/protocol.ts';
import { applyAll, sayFaults } from './apply.ts';
import { batchHandlers } from './batch-handlers.ts';
import { createFile, expectHash, hashOf, insideRoot, newPath, readInside, removeFile, replaceFile } from './files.ts';
import type { HotSwap } from './hot-swap.ts';
import type { Kind } from './kinds/kind.ts';
import { homeOf } from './kinds/names.ts';
import { loadFromDisk } from './load-from-disk.ts';
import { tellableDiff } from './swap.ts';
import type { Candidate, Entry } from './types.ts';

/** An act that wrote a file waits this long for the watcher to see it, ms. */
const OBSERVE_MS = 10_000;

/** The acts and questions on definitions. */
export function definitionHandlers(hotSwap: HotSwap, root: string): HandlersOf<typeof definitionActions> {
  const { entries, observers, lane, context, loader } = hotSwap;
  const { journal } = context;

  function entryOf(id: string): Entry {
    const entry = entries.get(id);
    if (!entry) throw new AppError('NOT_FOUND', `There is no definition ${id}.`);
    return entry;
  }

  function fileOf(entry: Entry): string {
    if (entry.serving === null) throw new AppError('NOT_FOUND', `${entry.id} has no file.`);
    return entry.serving;
  }

  function kindOf(name: string): Kind {
    const kind = hotSwap.kinds.find((one) => one.dir === name);
    if (!kind)
      throw new AppError('NOT_FOUND', `There is no kind ${name}.`, {
        hint: `Kinds: ${hotSwap.kinds.map((one) => one.dir).join(', ')}.`,
      });
    return kind;
  }

  async function versionOf(id: string, version: number): Promise<{ row: VersionRow; bytes: Uint8Array }> {
    const row = (await journal.store?.versionsOf(id))?.find((one) => one.version === version);
    const bytes = row ? await journal.store?.readBlob(row.hash) : null;
    if (!row || !bytes)
      throw new AppError('NOT_FOUND', `Version ${version} of ${id} is not stored.`, {
        hint: 'The last 50 versions of a definition are kept.',
      });
    return { row, bytes };
  }

  async function forgetPin(entry: Entry, cause: string): Promise<void> {
    if (!entry.pin) return;
    await journal.store?.put('pins', entry.id, null);
    entry.pin = null;
    journal.append({ type: 'definition.unpinned', subject: `definition:${entry.id}`, cause, body: {} });
  }

  async function fieldsOf(entry: Entry, version: number | null): Promise<unknown> {
    const file = fileOf(entry);
    const bytes = version === null ? await readInside(root, file) : (await versionOf(entry.id, version)).bytes;
    const [read] = await loader.load([{ kind: entry.kind, name: entry.name, path: file, bytes }]);
    if (read) journal.masker.learn(read.secrets);
    if (!read?.outcome.ok)
      throw new AppError(
        'SCHEMA',
        `${version === null ? 'The file' : `Version ${version}`} of ${entry.id} does not load, so its fields cannot be compared.`,
        { hint: 'Compare the texts instead.' },
      );
    return read.outcome.value;
  }

  return {
    async 'definition.create'({ kind: kindName, name, text, path: wanted }, { cause }) {
      const kind = kindOf(kindName);
      const file = newPath(kind, name, wanted, hotSwap.kinds);
      const id = `${kind.dir}/${name}`;
      if (entries.get(id)) throw new AppError('CONFLICT', `${id} exists already.`);
      const body = text ?? kind.template(name);
      const seen = observers.waitFor({ path: file, hash: hashOf(body), cause }, OBSERVE_MS);
      await both(createFile(root, file, body), seen);
      return { id, path: file, hash: hashOf(body) };
    },

    async 'definition.save'({ id, text, expectedHash }, { cause }) {
      const file = fileOf(entryOf(id));
      const before = await readInside(root, file);
      expectHash(before, expectedHash, file);
      const hash = hashOf(text);
      if (hash === expectedHash) return { id, path: file, hash };
      const seen = observers.waitFor({ path: file, hash, cause }, OBSERVE_MS);
      await both(replaceFile(root, file, text), seen);
      return { id, path: file, hash };
    },

    async 'definition.rename'({ id, to }, { cause }) {
      const entry = entryOf(id);
      const file = fileOf(entry);
      const flat = newPath(entry.kind, to, undefined, hotSwap.kinds);
      if (entries.get(`${entry.kind.dir}/${to}`))
        throw new AppError('CONFLICT', `${entry.kind.dir}/${to} exists already.`);
      const extension = path.extname(file);
      const home = homeOf(entry.kind, file);
      const folder = `${entry.kind.dir}/${to}`;
      const target =
        home === null ? flat.replace(/\.[^.]*$/, extension) : `${folder}/${path.posix.basename(folder)}${extension}`;
      const hash = hashOf(await readInside(root, file));
      await refuseExisting(root, home === null ? target : folder);
      const seen = observers.waitFor(
        { path: target, hash, cause, from: { id, name: entry.name, path: file } },
        OBSERVE_MS,
      );
      await both(moveFile(root, file, target, home === null ? null : [home, folder]), seen);
      return { id: `${entry.kind.dir}/${to}`, path: target, hash };
    },

    async 'definition.delete'({ id, expectedHash }, { cause }) {
      const file = fileOf(entryOf(id));
      const bytes = await readInside(root, file);
      expectHash(bytes, expectedHash, file);
      const seen = observers.waitFor({ path: file, hash: null, cause }, OBSERVE_MS);
      await both(removeFile(root, file), seen);
      return { id, path: file, hash: expectedHash, text: bytes.toString('utf8') };
    },

    async 'definition.reload'({ id }, { cause }) {
      const entry = entryOf(id);
      await journal.store?.put('held', id, null);
      entry.discarded = null;
      await loadFromDisk(hotSwap, root, entry, { cause });
      return { id, version: entry.loaded?.version ?? null, state: entry.refused ? 'refused' : 'ok' };
    },

    async 'definition.rollback'({ id, version, how, expectedHash }, { cause }) {
      const entry = entryOf(id);
      const file = fileOf(entry);
      const { row, bytes } = await versionOf(id, version);
      if (how === 'write') {
        const now = await readInside(root, file);
        if (expectedHash === undefined)
          throw new AppError('INVALID_INPUT', 'Writing a version to the file needs the hash of the file it replaces.', {
            hint: 'Send expectedHash.',
          });
        expectHash(now, expectedHash, file);
        await forgetPin(entry, cause);
        if (hashOf(now) !== row.hash) {
          const seen = observers.waitFor({ path: file, hash: row.hash, cause, of: version }, OBSERVE_MS);
          await both(replaceFile(root, file, bytes), seen);
        } else await loadFromDisk(hotSwap, root, entry, { cause });
        return { id, version: entry.loaded?.version ?? version, path: file, hash: row.hash };
      }
      const pin = { version, hash: row.hash };
      await journal.store?.put('pins', id, JSON.stringify(pin));
      const { name, kind } = entry;
      const candidate: Candidate = {
        id,
        name,
        kind,
        path: file,
        change: 'update',
        doc: null,
        cause,
        timings: {},
        first: false,
        asked: true,
      };
      const served = await lane.run(async () => {
        entry.pin = pin;
        const waited = hotSwap.held.drop([id], cause);
        for (const { path, doc } of waited) if (doc && path === file) entry.files.set(path, doc);
        await applyAll(
          context,
          waited.filter((one) => one.path !== file),
        );
        const isServed = await context.serveStored(entry, candidate, pin, 'pinned');
        if (isServed) sayFaults(context, entry, candidate);
        return isServed;
      });
      if (!served)
        throw new AppError('SCHEMA', `Version ${version} of ${id} does not load any more.`, {
          hint: 'Choose another version.',
        });
      return { id, version: entry.loaded?.version ?? version, path: file, hash: row.hash };
    },

    async 'definition.unpin'({ id }, { cause }) {
      const entry = entryOf(id);
      await forgetPin(entry, cause);
      await loadFromDisk(hotSwap, root, entry, { cause });
      return { id, version: entry.loaded?.version ?? null, state: entry.refused ? 'refused' : 'ok' };
    },

    ...batchHandlers(hotSwap),

    async 'definition.read'({ id, version }) {
      const file = fileOf(entryOf(id));
      const bytes = version === undefined ? await readInside(root, file) : (await versionOf(id, version)).bytes;
      return {
        id,
        path: file,
        text: Buffer.from(bytes).toString('utf8'),
        hash: hashOf(bytes),
        version: version ?? null,
      };
    },

    async versions({ id }) {
      const loaded = entries.get(id)?.loaded?.version;
      const rows = (await journal.store?.versionsOf(id)) ?? [];
      if (rows.length === 0) entryOf(id);
      return {
        id,
        versions: rows.map(({ version, hash, at, size, of }) => ({
          version,
          hash,
          at,
          size,
          of,
          loaded: version === loaded,
        })),
      };
    },

    async diff({ id, from, to }) {
      const entry = entryOf(id);
      const { diff, fields } = tellableDiff(await fieldsOf(entry, from), await fieldsOf(entry, to));
      return { changes: journal.masker.mask(diff), fields };
    },

    template({ kind, name }) {
      return { text: kindOf(kind).template(name), path: newPath(kindOf(kind), name, undefined, hotSwap.kinds) };
    },

    kinds: () => ({
      kinds: hotSwap.kinds.map(({ dir, extensions }) => ({ kind: dir, extensions: [...extensions], runs: false })),
    }),
  };
}

/** Waits for a write and for its being observed; a failed write is the answer, whatever became of the other. */
async function both(write: Promise<void>, seen: Promise<void>): Promise<void> {
  seen.catch(() => {});
  await write;
  await seen;
}

async function refuseExisting(root: string, target: string): Promise<void> {
  if (await stat(await insideRoot(root, target)).catch(() => null))
    throw new AppError('CONFLICT', `${target} exists already.`, { hint: 'Choose another name.' });
}

async function moveFile(
  root: string,
  file: string,
  target: string,
  folders: readonly [string, string] | null,
): Promise<void> {
  const to = await insideRoot(root, target);
  await mkdir(path.dirname(folders ? path.resolve(root, folders[1]) : to), { recursive: true });
  if (!folders) return rename(await insideRoot(root, file), to);
  await rename(await insideRoot(root, folders[0]), path.resolve(root, folders[1]));
  const moved = path.join(path.resolve(root, folders[1]), path.basename(file));
  if (moved !== to) await rename(moved, to);
}
