import { hasTerm, toggleTerm } from '../../lib/filter-terms.ts';
import { setFilter } from '../../stores/ui-store.ts';
import { Chip, ChipGroup } from '../../ui/chip.tsx';
import { OUTCOME_GROUPS, type OutcomeGroup } from '../../words/outcomes.ts';

interface OutcomeChipsProps {
  readonly filter: string;
  readonly counts: Readonly<Record<OutcomeGroup, number>>;
}

/** How many rows of each outcome the list holds; each count is a filter. */
export function OutcomeChips({ filter, counts }: OutcomeChipsProps) {
  return (
    <ChipGroup label="Outcomes">
      {OUTCOME_GROUPS.map(({ group, glyph }) => {
        const isOn = hasTerm(filter, 'outcome', group);
        if (counts[group] === 0 && !isOn) return null;
        return (
          <Chip
            key={group}
            glyph={glyph}
            word={group}
            count={counts[group]}
            isOn={isOn}
            testId={`chip-${group}`}
            onToggle={() => setFilter('reloads', toggleTerm(filter, 'outcome', group))}
          />
        );
      })}
    </ChipGroup>
  );
}
