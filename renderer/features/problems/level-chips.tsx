import { hasTerm, toggleTerm } from '../../lib/filter-terms.ts';
import { problemCounts } from '../../lib/problem-counts.ts';
import { setFilter } from '../../stores/ui-store.ts';
import { selectProblems, useWorkspace } from '../../stores/workspace-store.ts';
import { Chip, ChipGroup } from '../../ui/chip.tsx';
import { LEVEL_GLYPHS } from './problem-line.tsx';

const LEVELS = [
  { level: 'error', word: 'errors' },
  { level: 'warning', word: 'warnings' },
] as const;

/** How many problems of each level there are; each count is a filter. */
export function LevelChips({ filter }: { readonly filter: string }) {
  const counts = problemCounts(useWorkspace(selectProblems));
  return (
    <ChipGroup label="Levels">
      {LEVELS.map(({ level, word }) => {
        const isOn = hasTerm(filter, 'level', level);
        if (counts[level] === 0 && !isOn) return null;
        return (
          <Chip
            key={level}
            glyph={LEVEL_GLYPHS[level]}
            word={word}
            count={counts[level]}
            isOn={isOn}
            testId={`chip-${level}`}
            onToggle={() => setFilter('problems', toggleTerm(filter, 'level', level))}
          />
        );
      })}
    </ChipGroup>
  );
}
