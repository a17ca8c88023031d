import { AppError, type WireError } from '../../../shared/errors.ts';
import type { LoadedDescriptor } from '../host/descriptor-plan.ts';
import type { Declared, Slot } from '../host/slot.ts';
import { readInside } from '../hotswap/files.ts';
import type { HotSwap } from '../hotswap/hot-swap.ts';
import type { Entry, Loaded } from '../hotswap/types.ts';
import { acceptRival, refuseRival, takeBack } from '../hotswap/verdicts.ts';
import { declaresComponent, descriptorFrom } from './declares.ts';
import { descriptorHash } from './descriptor-facts.ts';

/** The definitions of `components/` as the deployer sees them, and what it has to say about them. */
export interface Descriptors {
  /** What serves under a definition is another than before. */
  changed(entry: Entry, position: string): void;
  /** Every descriptor that serves now. */
  loaded(): readonly LoadedDescriptor[];
  /** Told after each comparison: which descriptors have no component because their name is taken. */
  rivals(rivals: readonly { readonly loaded: LoadedDescriptor; readonly keeps: string }[]): void;
  /** A declaration did not start, and `before` runs again. */
  reverted(refused: Declared, before: Declared, error: WireError, cause: string): void;
}

type At = NonNullable<WireError['at']>;

/** Makes the view over the definitions of the workspace in `root`. `slots` are the components as they are now. */
export function createDescriptors(
  hotSwap: () => HotSwap,
  slots: () => ReadonlyMap<string, Slot>,
  root: string,
  log: (message: string) => void,
): Descriptors {
  const causes = new Map<string, string>();
  /** Contents that were loaded and may have to serve again, by definition and version. */
  const known = new Map<string, Map<number, Loaded>>();
  /** Versions that did not start, with what counts instead until the file changes. */
  const refused = new Map<string, { readonly version: number; readonly instead: LoadedDescriptor }>();
  const rivalsTold = new Map<string, { readonly version: number; readonly keeps: string }>();
  let newest = '';

  function loadedOf(entry: Entry, content: Loaded): LoadedDescriptor {
    const descriptor = descriptorFrom(entry, content.value, content.path);
    const hash = descriptorHash(descriptor);
    const { version } = content;
    return { definition: entry.id, version, hash, descriptor, cause: causes.get(entry.id) ?? newest };
  }

  /** Keeps what serves, and of what served before only what still runs. */
  function remember(entry: Entry, content: Loaded): void {
    const versions = known.get(entry.id) ?? new Map<number, Loaded>();
    known.set(entry.id, versions.set(content.version, content));
    const inUse = new Set([content.version]);
    for (const { declared, active, before } of slots().values())
      for (const one of [declared, active?.declared, before]) if (one?.definition === entry.id) inUse.add(one.version);
    for (const version of versions.keys()) if (!inUse.has(version)) versions.delete(version);
  }

  /** Where the name stands in the file of a definition; its beginning where the file does not give one. */
  async function nameAt(definition: string): Promise<At> {
    const entry = hotSwap().entries.get(definition);
    const path = entry?.serving ?? '';
    const start = { path, line: 1, column: 1 };
    const bytes = await readInside(root, path).catch(() => null);
    if (!entry || !bytes) return start;
    const name = { path: ['name'], keys: 'canonical', of: 'value' } as const;
    const [place] = await hotSwap().loader.locate({ kind: entry.kind, path, bytes }, [name]);
    return place ? { path, line: place.line, column: place.column, frame: place.frame } : start;
  }

  function fail(what: string): (error: unknown) => void {
    return (error) => log(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }

  return {
    changed(entry, position) {
      newest = position;
      if (entry.loaded) causes.set(entry.id, position);
      else causes.delete(entry.id);
    },
    loaded() {
      const all: LoadedDescriptor[] = [];
      for (const entry of hotSwap().entries.all()) {
        if (!declaresComponent(entry) || !entry.loaded) continue;
        remember(entry, entry.loaded);
        const failed = refused.get(entry.id);
        if (failed?.version === entry.loaded.version) {
          all.push(failed.instead);
          continue;
        }
        refused.delete(entry.id);
        all.push(loadedOf(entry, entry.loaded));
      }
      return all;
    },
    rivals(rivals) {
      const now = new Set(rivals.map(({ loaded }) => loaded.definition));
      for (const [definition, told] of rivalsTold) {
        if (now.has(definition)) continue;
        rivalsTold.delete(definition);
        const { version } = told;
        acceptRival(hotSwap(), { definition, version, cause: newest }).catch(fail(definition));
      }
      for (const { loaded, keeps } of rivals) {
        const { definition, version, descriptor, cause } = loaded;
        const told = rivalsTold.get(definition);
        if (told?.version === version && told.keeps === keeps) continue;
        const telling = { version, keeps };
        rivalsTold.set(definition, telling);
        nameAt(definition)
          .then((at) => {
            // Looking for the place takes a moment, in which the name may have become free.
            if (rivalsTold.get(definition) !== telling) return;
            const error = takenName(definition, descriptor.name, keeps, at);
            return refuseRival(hotSwap(), { definition, version, cause }, error);
          })
          .catch(fail(definition));
      }
    },
    reverted({ definition, version }, before, error, cause) {
      if (definition === null) return;
      // From now on, not from when its turn comes: a comparison in between must not start it once more.
      const instead = { ...before, definition, cause };
      refused.set(definition, { version, instead });
      const content = before.definition === definition ? known.get(definition)?.get(before.version) : undefined;
      const at = { path: hotSwap().entries.get(definition)?.serving ?? '', line: 1, column: 1 };
      takeBack(hotSwap(), { definition, version, cause }, { ...error, at: error.at ?? at }, content ?? null).catch(
        fail(definition),
      );
    },
  };
}

function takenName(definition: string, name: string, keeps: string, at: At): WireError {
  return new AppError('CONFLICT', `The component ${name} is declared by ${keeps} already, which keeps it.`, {
    subject: `definition:${definition}`,
    at,
    hint: `Give one of them another name. When ${keeps} lets it go, this one takes over.`,
  }).toWire();
}
