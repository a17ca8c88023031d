import type { Component, Run } from '../../../shared/component-state.ts';
import type { Definition } from '../../../shared/state.ts';
import { versionCells } from '../definitions/definition-columns.ts';

/** One of the three facts about the descriptor of a component, for a column. */
export interface VersionFact {
  readonly place: 'disk' | 'loaded' | 'running';
  readonly text: string;
  readonly differs: boolean;
}

/** Disk, loaded and running descriptor, always in that order; a component registered in code has no file. */
export function componentVersions(
  component: Component,
  definition: Definition | undefined,
  run: Run | undefined,
): readonly VersionFact[] {
  const running = run && run.endedAt === null ? run.descriptorVersion : null;
  const [disk, loaded] = definition
    ? versionCells(definition)
    : [
        { text: '—', differs: false },
        { text: component.version > 0 ? `v${component.version}` : '—', differs: false },
      ];
  const loadedVersion = definition?.loaded?.version ?? component.version;
  return [
    { place: 'disk', ...disk },
    { place: 'loaded', ...loaded },
    {
      place: 'running',
      text: running === null ? '—' : `v${running}`,
      differs: running !== null && running !== loadedVersion,
    },
  ];
}
