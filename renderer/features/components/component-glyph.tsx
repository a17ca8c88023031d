import { use } from 'react';
import type { Component } from '../../../shared/component-state.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { StaleContext } from '../../ui/stale.ts';
import { componentLook } from '../../words/component-look.ts';

interface ComponentGlyphProps {
  readonly component: Pick<Component, 'state' | 'escaped' | 'error'>;
  /** Said where the sign stands without its word. */
  readonly alone?: boolean;
}

/** The sign of a component's state; without a connection none is known. */
export function ComponentGlyph({ component, alone = false }: ComponentGlyphProps) {
  const isStale = use(StaleContext);
  const { glyph, word } = componentLook(component);
  return <Glyph name={isStale ? 'unknown' : glyph} title={alone ? (isStale ? 'not known' : word) : undefined} />;
}
