import type { Definition } from '../../../shared/state.ts';
import { shortHash } from '../../lib/format.ts';
import { isSameOnDisk } from '../../ui/definition-look.ts';

/** One of the three columns: what it says, and whether it differs from its neighbour. */
export interface VersionCell {
  readonly text: string;
  readonly differs: boolean;
}

/** Disk, loaded, running: a version where it is known to be one, else the start of the hash, else a dash. */
export function versionCells(definition: Definition): readonly [VersionCell, VersionCell, VersionCell] {
  const { disk, loaded, running } = definition;
  const runs = [...new Set(running?.map((run) => run.version))];
  const diskText =
    disk === null ? '—' : isSameOnDisk(definition) && loaded ? `v${loaded.version}` : shortHash(disk.hash);
  return [
    { text: diskText, differs: diskDiffers(definition) },
    { text: loaded === null ? '—' : `v${loaded.version}`, differs: false },
    {
      text: runs.length > 0 ? runs.map((version) => `v${version}`).join(' ') : '—',
      differs: runs.some((version) => version !== loaded?.version),
    },
  ];
}

/** Whether the file differs from what is loaded; a file without a version in its place differs too. */
export function diskDiffers(definition: Definition): boolean {
  return definition.disk !== null && !isSameOnDisk(definition);
}

/** Every word that applies to a definition, as the `state:` terms of the filter name them. */
export function stateWords(definition: Definition): string[] {
  const { state, batch, left, pin, warnings } = definition;
  return [
    state,
    ...(batch === null ? [] : ['held']),
    ...(left === null ? [] : ['discarded']),
    ...(pin === null ? [] : ['pinned']),
    ...(warnings > 0 ? ['warnings'] : []),
    ...(diskDiffers(definition) ? ['differs'] : []),
  ];
}

/** Where a definition stands within its kind: what needs somebody first, what waits or was chosen next, what is gone last. */
export function placeInKind({ state, batch, left, pin }: Definition): number {
  if (state === 'refused' || state === 'conflicted') return 0;
  if (state === 'removed') return 3;
  return batch !== null || left !== null || pin !== null ? 1 : 2;
}
