import { AppError } from '../../../shared/errors.ts';
import type { Component, Descriptor, RunsAs } from '../host/component.ts';
import type { HotSwap } from '../hotswap/hot-swap.ts';
import type { RunNote } from '../process/types.ts';
import { declaresComponent, descriptorFrom } from './declares.ts';
import { descriptorHash } from './descriptor-facts.ts';

/**
 * What a run of an earlier host was started from, by what its ledger entry noted: the stored version of its descriptor,
 * when that is still kept and is the same. Null when nothing was noted.
 *
 * @param definition that declares the component now; versions go with a definition when its file is renamed
 */
export async function contentOfRun(
  hotSwap: HotSwap,
  definition: string | null,
  note: RunNote | undefined,
  build: (descriptor: Descriptor) => Promise<Component>,
): Promise<RunsAs | null> {
  const { version, hash, number } = note ?? {};
  if (typeof version !== 'number' || typeof hash !== 'string' || typeof number !== 'number') return null;
  const stored = definition === null ? null : await storedDescriptor(hotSwap, definition, version);
  const descriptor = stored !== null && descriptorHash(stored) === hash ? stored : null;
  return {
    version,
    hash,
    number,
    descriptor,
    async build() {
      if (descriptor !== null) return build(descriptor);
      throw new AppError('NOT_FOUND', `Version ${version} of ${definition ?? 'its descriptor'} is not kept any more.`);
    },
  };
}

async function storedDescriptor(hotSwap: HotSwap, definition: string, version: number): Promise<Descriptor | null> {
  const { store, masker } = hotSwap.context.journal;
  const entry = hotSwap.entries.get(definition);
  const row = (await store?.versionsOf(definition))?.find((one) => one.version === version);
  const bytes = row ? await store?.readBlob(row.hash) : null;
  if (!entry || !declaresComponent(entry) || !row || !bytes) return null;
  const [read] = await hotSwap.loader.load([{ kind: entry.kind, name: entry.name, path: row.path, bytes }]);
  if (!read?.outcome.ok) return null;
  masker.learn(read.secrets);
  return descriptorFrom(entry, read.outcome.value, row.path);
}
