import type { GlyphName } from '../ui/glyph.tsx';

/** What became of a change, in the word the list shows. */
export type Outcome =
  | 'reloaded'
  | 'added'
  | 'rolled back'
  | 'refused'
  | 'removed'
  | 'renamed'
  | 'conflicted'
  | 'conflict over'
  | 'pinned'
  | 'held'
  | 'applied'
  | 'discarded'
  | 'settings'
  | 'settings refused'
  | 'folder lost'
  | 'folder back'
  | 'watch degraded'
  | 'gap';

/** The chips above the list: each stands for one or more outcomes and is the value of an `outcome:` term. */
export type OutcomeGroup = 'ok' | 'refused' | 'held' | 'removed' | 'watch';

interface OutcomeLook {
  readonly glyph: GlyphName;
  readonly group: OutcomeGroup;
  /** Something that somebody should look at. */
  readonly failure: boolean;
}

/** Shape, chip and weight of every outcome. */
export const OUTCOMES: Readonly<Record<Outcome, OutcomeLook>> = {
  reloaded: { glyph: 'reloaded', group: 'ok', failure: false },
  added: { glyph: 'added', group: 'ok', failure: false },
  'rolled back': { glyph: 'rolled-back', group: 'ok', failure: false },
  refused: { glyph: 'refused', group: 'refused', failure: true },
  removed: { glyph: 'removed', group: 'removed', failure: false },
  renamed: { glyph: 'renamed', group: 'ok', failure: false },
  conflicted: { glyph: 'conflicted', group: 'refused', failure: true },
  'conflict over': { glyph: 'reloaded', group: 'ok', failure: false },
  pinned: { glyph: 'pinned', group: 'held', failure: false },
  held: { glyph: 'held', group: 'held', failure: false },
  applied: { glyph: 'reloaded', group: 'ok', failure: false },
  discarded: { glyph: 'differs', group: 'held', failure: false },
  settings: { glyph: 'reloaded', group: 'ok', failure: false },
  'settings refused': { glyph: 'refused', group: 'refused', failure: true },
  'folder lost': { glyph: 'failed', group: 'watch', failure: true },
  'folder back': { glyph: 'connected', group: 'watch', failure: false },
  'watch degraded': { glyph: 'warning', group: 'watch', failure: true },
  gap: { glyph: 'unknown', group: 'watch', failure: false },
};

/** The chips in the order they stand, with the glyph that leads each. */
export const OUTCOME_GROUPS: readonly { readonly group: OutcomeGroup; readonly glyph: GlyphName }[] = [
  { group: 'ok', glyph: 'reloaded' },
  { group: 'refused', glyph: 'refused' },
  { group: 'held', glyph: 'held' },
  { group: 'removed', glyph: 'removed' },
  { group: 'watch', glyph: 'warning' },
];
