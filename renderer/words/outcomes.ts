import type { MarkOutcome } from '../../shared/timeline.ts';
import type { GlyphName } from '../ui/glyph.tsx';

/** What became of a change, in the word the list shows. */
export type Outcome = MarkOutcome;

/** The chips above the list: each stands for one or more outcomes and is the value of an `outcome:` term. */
export type OutcomeGroup = 'ok' | 'refused' | 'held' | 'removed' | 'problem' | 'component' | 'watch';

/** How an outcome stands on the timeline: a tick (what went well), a hairline (nothing happened), or its own glyph. */
export type MarkShape = 'tick' | 'hairline' | 'glyph';

interface OutcomeLook {
  readonly glyph: GlyphName;
  readonly group: OutcomeGroup;
  /** Something that somebody should look at. */
  readonly failure: boolean;
  readonly shape: MarkShape;
  /** Where several marks stand as one, the highest gives it its shape. */
  readonly weight: number;
}

/** Shape, chip and weight of every outcome. */
export const OUTCOMES: Readonly<Record<Outcome, OutcomeLook>> = {
  reloaded: fine('reloaded'),
  added: { glyph: 'added', group: 'ok', failure: false, shape: 'glyph', weight: 3 },
  'rolled back': { glyph: 'rolled-back', group: 'ok', failure: false, shape: 'glyph', weight: 5 },
  refused: failed('refused', 'refused'),
  removed: { glyph: 'removed', group: 'removed', failure: false, shape: 'glyph', weight: 4 },
  renamed: { glyph: 'renamed', group: 'ok', failure: false, shape: 'glyph', weight: 4 },
  conflicted: failed('conflicted', 'refused'),
  'conflict over': fine('reloaded'),
  unchanged: { glyph: 'unchanged', group: 'ok', failure: false, shape: 'hairline', weight: 1 },
  pinned: { glyph: 'pinned', group: 'held', failure: false, shape: 'glyph', weight: 5 },
  unpinned: fine('reloaded'),
  problem: { glyph: 'warning', group: 'problem', failure: false, shape: 'glyph', weight: 6 },
  'problem solved': fine('ok', 'problem'),
  held: { glyph: 'held', group: 'held', failure: false, shape: 'glyph', weight: 7 },
  applied: fine('reloaded'),
  discarded: { glyph: 'differs', group: 'held', failure: false, shape: 'glyph', weight: 6 },
  settings: fine('reloaded'),
  'settings refused': failed('refused', 'refused'),
  'folder lost': failed('failed', 'watch'),
  'folder back': { glyph: 'connected', group: 'watch', failure: false, shape: 'glyph', weight: 4 },
  'watch degraded': failed('warning', 'watch'),
  'watch recovered': fine('ok', 'watch'),
  gap: { glyph: 'unknown', group: 'watch', failure: false, shape: 'glyph', weight: 8 },
  'journal kept': fine('ok'),
  started: { glyph: 'connected', group: 'ok', failure: false, shape: 'glyph', weight: 3 },
  waits: { glyph: 'waiting', group: 'component', failure: false, shape: 'hairline', weight: 1 },
  starts: { glyph: 'starting', group: 'component', failure: false, shape: 'hairline', weight: 1 },
  stops: { glyph: 'stopping', group: 'component', failure: false, shape: 'hairline', weight: 1 },
  up: { glyph: 'running', group: 'component', failure: false, shape: 'glyph', weight: 4 },
  down: { glyph: 'stopped', group: 'component', failure: false, shape: 'glyph', weight: 4 },
  completed: { glyph: 'completed', group: 'component', failure: false, shape: 'glyph', weight: 4 },
  degraded: { glyph: 'degraded', group: 'component', failure: false, shape: 'glyph', weight: 7 },
  crashed: failed('crashed', 'component'),
  'crash-looping': failed('crash-looping', 'component'),
  'not started': failed('failed', 'component'),
  'out of sight': failed('unknown', 'component'),
};

/** The chips in the order they stand, with the glyph that leads each. */
export const OUTCOME_GROUPS: readonly { readonly group: OutcomeGroup; readonly glyph: GlyphName }[] = [
  { group: 'ok', glyph: 'reloaded' },
  { group: 'refused', glyph: 'refused' },
  { group: 'held', glyph: 'held' },
  { group: 'removed', glyph: 'removed' },
  { group: 'problem', glyph: 'warning' },
  { group: 'component', glyph: 'running' },
  { group: 'watch', glyph: 'warning' },
];

function fine(glyph: GlyphName, group: OutcomeGroup = 'ok'): OutcomeLook {
  return { glyph, group, failure: false, shape: 'tick', weight: 2 };
}

function failed(glyph: GlyphName, group: OutcomeGroup): OutcomeLook {
  return { glyph, group, failure: true, shape: 'glyph', weight: 9 };
}
