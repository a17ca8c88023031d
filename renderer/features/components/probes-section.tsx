import { use } from 'react';
import type { Component, ProbeFact } from '../../../shared/component-state.ts';
import { formatCount } from '../../lib/format.ts';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import { StaleContext } from '../../ui/stale.ts';
import { Time } from '../../ui/time.tsx';
import { sentence } from '../../words/component-words.ts';
import css from './inspector-parts.module.css';

const GLYPHS: Readonly<Record<ProbeFact['state'], GlyphName>> = {
  passing: 'running',
  failing: 'degraded',
  unknown: 'unknown',
};
const WORDS: Readonly<Record<ProbeFact['state'], string>> = {
  passing: 'passing',
  failing: 'failing',
  unknown: 'not answered',
};

/** Every probe with its state, and of a failing one the reason of its last failure. */
export function ProbesSection({ component }: { readonly component: Component }) {
  const isStale = use(StaleContext);
  const probes = Object.entries(component.probes);
  if (probes.length === 0) return null;
  return (
    <Section title="Probes">
      <ul data-testid="component-probes">
        {probes.map(([name, { state, purpose, why, streak, since }]) => (
          <li key={name}>
            <div className={css['line']}>
              <Glyph name={GLYPHS[state]} />
              <span>
                {name} <span className={css['faint']}>{purpose}</span>
              </span>
              <span className={css['lineNote']} data-bad={(state === 'failing' && !isStale) || undefined}>
                {WORDS[state]}
                {streak > 1 ? ` × ${formatCount(streak)}` : ''}
              </span>
            </div>
            {state === 'failing' ? (
              <p className={css['below']}>
                {sentence(why)} Failing since <Time at={since} mode="clock" />.
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
