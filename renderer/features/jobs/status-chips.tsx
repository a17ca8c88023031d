import type { JobStatus } from '../../../shared/job-state.ts';
import { hasTerm, toggleTerm } from '../../lib/filter-terms.ts';
import { setFilter } from '../../stores/ui-store.ts';
import chip from '../../ui/chip.module.css';
import { ChipGroup } from '../../ui/chip.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { StaleContext } from '../../ui/stale.ts';
import { jobLook } from './job-look.ts';

const SHOWN: readonly JobStatus[] = ['running', 'queued', 'completed', 'failed', 'cancelled', 'timed-out'];

/** States that narrow the history. It is paged, so nobody counts what is in it. */
export function StatusChips({ filter }: { readonly filter: string }) {
  return (
    <ChipGroup label="States">
      {SHOWN.map((status) => {
        const { glyph, word } = jobLook(status);
        const isOn = hasTerm(filter, 'status', status);
        return (
          <button
            key={status}
            type="button"
            className={chip['chip']}
            aria-pressed={isOn}
            title={isOn ? `Show all, not only ${word}` : `Show only ${word}`}
            data-testid={`chip-${status}`}
            onClick={() => setFilter('jobs', toggleTerm(filter, 'status', status))}
          >
            {/* It stands for what is looked for, not for what is. */}
            <StaleContext value={false}>
              <Glyph name={glyph} />
            </StaleContext>
            <span className={chip['word']}>{word}</span>
          </button>
        );
      })}
    </ChipGroup>
  );
}
