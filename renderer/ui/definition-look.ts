import type { Definition } from '../../shared/state.ts';
import type { GlyphName } from './glyph.tsx';

/** The one word (and sign) a definition is shown with; the facets that outrank a plain `ok` have words of their own. */
export interface DefinitionLook {
  readonly glyph: GlyphName;
  readonly word: string;
  /** Lower is worse: the order of every list that puts the worst first. */
  readonly rank: number;
}

/** How a definition is shown, from its state and facets. */
export function definitionLook(definition: Definition): DefinitionLook {
  switch (definition.state) {
    case 'refused':
      return { glyph: 'refused', word: 'refused', rank: 0 };
    case 'conflicted':
      return { glyph: 'conflicted', word: 'conflicted', rank: 1 };
    case 'settling':
      return { glyph: 'settling', word: 'settling', rank: 5 };
    case 'removed':
      return { glyph: 'removed', word: 'removed', rank: 6 };
    case 'ok':
      if (definition.batch !== null) return { glyph: 'held', word: 'held', rank: 2 };
      if (definition.left !== null) return { glyph: 'differs', word: 'file differs', rank: 3 };
      if (definition.pin !== null) return { glyph: 'pinned', word: 'pinned', rank: 4 };
      return { glyph: 'ok', word: 'ok', rank: 7 };
  }
}

/**
 * What serves while the file does not: `v41 keeps serving`, or `nothing serves`. What loads and is refused for what it
 * claims is on disk as it is loaded, and serves nobody.
 */
export function servingWords(definition: Definition): string {
  if (definition.state === 'refused' && isSameOnDisk(definition)) return 'loaded, and serves nobody';
  return definition.loaded === null ? 'nothing serves' : `v${definition.loaded.version} keeps serving`;
}

/** Whether the file and what is loaded are known to be the same bytes. */
export function isSameOnDisk(definition: Definition): boolean {
  return definition.disk !== null && definition.loaded !== null && definition.disk.hash === definition.loaded.hash;
}
