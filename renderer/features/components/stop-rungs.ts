import type { StopFact, StopRung } from '../../../shared/component-state.ts';
import { formatElapsed, plural } from '../../lib/format.ts';
import type { GlyphName } from '../../ui/glyph.tsx';

/** One rung of the ladder: past, where the stop is now, or still to come. */
export interface Rung {
  readonly rung: 'asked' | 'waiting' | 'killed' | 'reaped';
  readonly word: string;
  readonly place: 'past' | 'now' | 'future';
  readonly glyph: GlyphName;
  readonly note: string;
}

const ORDER = ['asked', 'waiting', 'killed', 'reaped'] as const;
const WORDS = { asked: 'asked', waiting: 'waiting', killed: 'kill', reaped: 'reaped' } as const;

/** The four rungs of a stop, always all of them; `now` is wall time, epoch ms. */
export function stopRungs(stop: StopFact, now: number): readonly Rung[] {
  const at = indexOf(stop.rung);
  return ORDER.map((rung, index): Rung => {
    const place = index < at ? 'past' : index === at ? 'now' : 'future';
    const glyph = place === 'future' ? 'waiting' : place === 'now' ? nowGlyph(stop.rung) : 'ok';
    return { rung, word: WORDS[rung], place, glyph, note: place === 'now' ? nowNote(stop, now) : '' };
  });
}

/** A stop that could not be confirmed stands at its last rung. */
function indexOf(rung: StopRung): number {
  return rung === 'escaped' ? ORDER.length - 1 : ORDER.indexOf(rung);
}

function nowGlyph(rung: StopRung): GlyphName {
  return rung === 'escaped' ? 'warning' : rung === 'reaped' ? 'ok' : 'stopping';
}

function nowNote({ rung, pids, graceMs, since }: StopFact, now: number): string {
  const alive = `${plural(pids.length, 'process', 'processes')} alive`;
  switch (rung) {
    case 'asked':
      return alive;
    case 'waiting':
      return `${formatElapsed(now - since)} of ${formatElapsed(graceMs)}, ${alive}`;
    case 'killed':
      return alive;
    case 'reaped':
      return 'none is alive';
    case 'escaped':
      return `${alive} and may have escaped`;
  }
}
