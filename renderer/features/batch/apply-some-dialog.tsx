import { useMemo, useState } from 'react';
import { Virtuoso } from 'react-virtuoso';
import type { BatchItem } from '../../../shared/events/batch.ts';
import type { Batch } from '../../../shared/state.ts';
import { formatCount } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Filter } from '../../ui/filter.tsx';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import css from './batch.module.css';

interface ApplySomeDialogProps {
  readonly batch: Batch;
  readonly onApply: (only: readonly string[]) => void;
  readonly onClose: () => void;
}

/** Chooses which of the waiting changes are applied; the others go on waiting. */
export function ApplySomeDialog({ batch, onApply, onClose }: ApplySomeDialogProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set());
  const [filter, setFilter] = useState('');
  const shown = useMemo(() => matching(batch.items, filter), [batch.items, filter]);
  // What left the batch while the dialog was open cannot be applied any more.
  const applied = useMemo(
    () => batch.items.map((item) => item.definition).filter((id) => chosen.has(id)),
    [batch.items, chosen],
  );

  function toggle(id: string): void {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  }

  function chooseAll(on: boolean): void {
    const next = new Set(chosen);
    for (const { definition } of shown) {
      if (on) next.add(definition);
      else next.delete(definition);
    }
    setChosen(next);
  }

  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Apply some"
      description="What you choose is loaded now; the rest goes on waiting."
      testId="apply-some"
      footer={
        <>
          <Button
            kind="primary"
            disabledReason={applied.length === 0 ? 'choose at least one' : undefined}
            onClick={() => onApply(applied)}
            testId="apply-some-yes"
          >
            Apply {formatCount(applied.length)}
          </Button>
          <Button kind="quiet" keys="Esc" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <div className={css['tools']}>
        <Filter id="apply-some-filter" value={filter} onChange={setFilter} placeholder="Filter what waits" />
        <Button kind="quiet" onClick={() => chooseAll(true)}>
          All shown
        </Button>
        <Button kind="quiet" onClick={() => chooseAll(false)}>
          None shown
        </Button>
        <span className={css['faint']}>
          {formatCount(shown.length)} of {formatCount(batch.items.length)}
        </span>
      </div>
      <div className={css['choices']}>
        <Virtuoso
          totalCount={shown.length}
          fixedItemHeight={28}
          initialItemCount={Math.min(shown.length, 30)}
          computeItemKey={(index) => shown[index]?.definition ?? index}
          itemContent={(index) => {
            const item = shown[index];
            return item ? <Choice item={item} isChosen={chosen.has(item.definition)} onToggle={toggle} /> : null;
          }}
        />
      </div>
    </Dialog>
  );
}

const CHANGES: Readonly<Record<BatchItem['change'], { glyph: GlyphName; word: string }>> = {
  add: { glyph: 'added', word: 'added' },
  update: { glyph: 'differs', word: 'changed' },
  remove: { glyph: 'removed', word: 'removed' },
};

interface ChoiceProps {
  readonly item: BatchItem;
  readonly isChosen: boolean;
  readonly onToggle: (id: string) => void;
}

function Choice({ item, isChosen, onToggle }: ChoiceProps) {
  const { glyph, word } =
    item.outcome === 'refused' ? { glyph: 'refused' as const, word: 'refused' } : CHANGES[item.change];
  return (
    <label className={css['choice']}>
      <input type="checkbox" checked={isChosen} onChange={() => onToggle(item.definition)} />
      <Glyph name={glyph} />
      <span className={css['name']}>{item.definition}</span>
      <span className={css['faint']}>{word}</span>
    </label>
  );
}

function matching(items: readonly BatchItem[], filter: string): readonly BatchItem[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items.filter(({ definition, path, change, outcome }) => {
    const text = `${definition} ${path} ${CHANGES[change].word} ${outcome}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
