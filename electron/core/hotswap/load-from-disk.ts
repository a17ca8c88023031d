import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { hashOf, readInside } from './files.ts';
import type { HotSwap } from './hot-swap.ts';
import type { Candidate, Entry } from './types.ts';

/** Reads a definition's file as it is now and swaps it in, whatever was held, discarded or pinned before. */
export function loadFromDisk(
  hotSwap: HotSwap,
  root: string,
  entry: Entry,
  asked: Pick<Candidate, 'cause' | 'again'>,
): Promise<void> {
  return hotSwap.applyNow(() => readFromDisk(hotSwap, root, entry, asked));
}

async function readFromDisk(
  hotSwap: HotSwap,
  root: string,
  { id, name, kind, serving }: Entry,
  asked: Pick<Candidate, 'cause' | 'again'>,
): Promise<Candidate[]> {
  if (serving === null) throw new AppError('NOT_FOUND', `${id} has no file.`);
  const common = { id, name, kind, path: serving, first: false, asked: true, ...asked } as const;
  const found = await stat(path.resolve(root, serving)).catch(() => null);
  // Its removal waited, or was given up: loading what is there now means that nothing serves any more.
  if (!found) return [{ ...common, change: 'remove', doc: null, timings: {} }];
  const bytes = await readInside(root, serving);
  const { size, mtimeMs } = found;
  const [read] = await hotSwap.loader.load([{ kind, name, path: serving, bytes }]);
  if (!read) return [];
  hotSwap.context.journal.masker.learn(read.secrets);
  const doc = {
    path: serving,
    hash: hashOf(bytes),
    size,
    mtime: Math.round(mtimeMs),
    bytes,
    outcome: read.outcome,
  };
  const timings = { parse: read.parseMs, validate: read.validateMs };
  return [{ ...common, change: 'update', doc, timings }];
}

/**
 * Judges the definitions of a kind anew although their files are the same, because something else that decides over them
 * changed: whether the workspace is trusted, or the key that opens them. Pinned ones and those that wait stay as they are.
 *
 * @param cause position of what changed
 */
export async function judgeAgain(hotSwap: HotSwap, root: string, kind: string, cause: string): Promise<void> {
  for (const entry of [...hotSwap.entries.all()]) {
    if (entry.kind.dir !== kind || entry.serving === null || entry.pin || hotSwap.held.has(entry.id)) continue;
    // A file that went meanwhile is told by the watcher.
    await loadFromDisk(hotSwap, root, entry, { cause, again: true }).catch((error: unknown) =>
      hotSwap.context.log(`${entry.id} was not looked at again: ${error instanceof Error ? error.message : error}`),
    );
  }
}
