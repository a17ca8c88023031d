import type { StopFact } from '../../../shared/component-state.ts';
import { Glyph } from '../../ui/glyph.tsx';
import css from './inspector-parts.module.css';
import { useKnownNow } from './since.tsx';
import { stopRungs } from './stop-rungs.ts';

interface StopLadderProps {
  readonly stop: StopFact;
  readonly testId: string;
}

/** The rungs of a stop, and on which it stands. */
export function StopLadder({ stop, testId }: StopLadderProps) {
  const now = useKnownNow();
  return (
    <ol data-testid={testId}>
      {stopRungs(stop, now).map(({ rung, word, place, glyph, note }) => (
        <li key={rung} className={css['rung']} data-place={place} aria-current={place === 'now' ? 'step' : undefined}>
          <Glyph name={glyph} />
          <span>{word}</span>
          <span className={css['lineNote']}>{note}</span>
        </li>
      ))}
    </ol>
  );
}
