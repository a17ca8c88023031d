import { useMemo } from 'react';
import { COMPONENT_STATES } from '../../../shared/component-state.ts';
import { hasTerm, toggleTerm } from '../../lib/filter-terms.ts';
import { setFilter } from '../../stores/ui-store.ts';
import { selectComponents, useWorkspace } from '../../stores/workspace-store.ts';
import { Chip, ChipGroup } from '../../ui/chip.tsx';
import { stateLook } from '../../words/component-look.ts';
import { stateCounts } from './component-order.ts';

const ORDER = COMPONENT_STATES.toSorted((one, other) => stateLook(one).rank - stateLook(other).rank);

/** How many components each state has, worst first; each count is a filter, and those without any stay away. */
export function StateChips({ filter }: { readonly filter: string }) {
  const components = useWorkspace(selectComponents);
  const counts = useMemo(() => stateCounts(components), [components]);
  return (
    <ChipGroup label="States">
      {ORDER.map((state) => {
        const isOn = hasTerm(filter, 'state', state);
        const count = counts.get(state) ?? 0;
        if (count === 0 && !isOn) return null;
        const { glyph, word } = stateLook(state);
        return (
          <Chip
            key={state}
            glyph={glyph}
            word={word}
            count={count}
            isOn={isOn}
            testId={`chip-${state}`}
            onToggle={() => setFilter('components', toggleTerm(filter, 'state', state))}
          />
        );
      })}
    </ChipGroup>
  );
}
