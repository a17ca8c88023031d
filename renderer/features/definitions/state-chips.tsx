import { hasTerm, toggleTerm } from '../../lib/filter-terms.ts';
import { setFilter } from '../../stores/ui-store.ts';
import { selectKindCounts, useWorkspace } from '../../stores/workspace-store.ts';
import { Chip, ChipGroup } from '../../ui/chip.tsx';
import type { GlyphName } from '../../ui/glyph.tsx';

const CHIPS = [
  { word: 'refused', glyph: 'refused', count: 'faulty' },
  { word: 'conflicted', glyph: 'conflicted', count: 'conflicted' },
  { word: 'held', glyph: 'held', count: 'waiting' },
  { word: 'pinned', glyph: 'pinned', count: 'pinned' },
] as const satisfies readonly { word: string; glyph: GlyphName; count: string }[];

/** Counts of what is not plainly in order, each a filter; those without any stay away unless they filter. */
export function StateChips({ filter }: { readonly filter: string }) {
  const kinds = useWorkspace(selectKindCounts);
  return (
    <ChipGroup label="States">
      {CHIPS.map(({ word, glyph, count }) => {
        const total = Object.values(kinds).reduce((sum, counts) => sum + counts[count], 0);
        const isOn = hasTerm(filter, 'state', word);
        if (total === 0 && !isOn) return null;
        return (
          <Chip
            key={word}
            glyph={glyph}
            word={word}
            count={total}
            isOn={isOn}
            testId={`chip-${word}`}
            onToggle={() => setFilter('definitions', toggleTerm(filter, 'state', word))}
          />
        );
      })}
    </ChipGroup>
  );
}
