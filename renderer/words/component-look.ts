import type { Component, ComponentState } from '../../shared/component-state.ts';
import type { GlyphName } from '../ui/glyph.tsx';

/** Where a component stands in every list: what is wrong first, what is off last. */
export const COMPONENT_GROUPS = ['failing', 'moving', 'running', 'off'] as const;
export type ComponentGroup = (typeof COMPONENT_GROUPS)[number];

/** The sign and the word of a state, and its place. */
export interface ComponentLook {
  readonly glyph: GlyphName;
  readonly word: string;
  readonly group: ComponentGroup;
  /** Lower is worse. */
  readonly rank: number;
}

const LOOKS: Readonly<Record<ComponentState, ComponentLook>> = {
  failed: { glyph: 'failed', word: 'failed', group: 'failing', rank: 0 },
  'crash-looping': { glyph: 'crash-looping', word: 'crash-looping', group: 'failing', rank: 1 },
  crashed: { glyph: 'crashed', word: 'crashed', group: 'failing', rank: 2 },
  'backing-off': { glyph: 'backing-off', word: 'backing off', group: 'failing', rank: 3 },
  unknown: { glyph: 'unknown', word: 'not known', group: 'failing', rank: 4 },
  degraded: { glyph: 'degraded', word: 'degraded', group: 'failing', rank: 5 },
  stopping: { glyph: 'stopping', word: 'stopping', group: 'moving', rank: 6 },
  starting: { glyph: 'starting', word: 'starting', group: 'moving', rank: 7 },
  waiting: { glyph: 'waiting', word: 'waiting', group: 'moving', rank: 8 },
  running: { glyph: 'running', word: 'running', group: 'running', rank: 9 },
  completed: { glyph: 'completed', word: 'completed', group: 'off', rank: 10 },
  stopped: { glyph: 'stopped', word: 'stopped', group: 'off', rank: 11 },
  disabled: { glyph: 'disabled', word: 'disabled', group: 'off', rank: 12 },
};

/** How a state is shown, without its component. */
export function stateLook(state: ComponentState): ComponentLook {
  return LOOKS[state];
}

/**
 * How a component is shown. One that stopped while something of it may live on stands among what is wrong, and so does
 * one that waits for what never comes.
 */
export function componentLook({
  state,
  escaped,
  error,
}: Pick<Component, 'state' | 'escaped' | 'error'>): ComponentLook {
  const look = LOOKS[state];
  if (state === 'waiting' && error !== null) return { ...look, group: 'failing', rank: 4 };
  return escaped > 0 && look.group === 'off' ? { ...look, group: 'failing', rank: 6 } : look;
}

/** States after which somebody has to look: it is not up and will not be by itself, or only tries. */
export const CRASH_STATES: ReadonlySet<ComponentState> = new Set(['failed', 'crash-looping', 'crashed', 'backing-off']);
