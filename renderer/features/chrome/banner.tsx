import type { ReactNode } from 'react';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import css from './banner.module.css';

interface BannerProps {
  readonly id: string;
  readonly glyph: GlyphName;
  readonly tone: 'warn' | 'bad' | 'off';
  readonly right?: ReactNode;
  readonly children: ReactNode;
}

/** One row that says what limits the page, with the act that ends it. */
export function Banner({ id, glyph, tone, right, children }: BannerProps) {
  return (
    <div className={css['banner']} data-tone={tone} data-testid={`banner-${id}`} role="status">
      <span className={css['glyph']}>
        <Glyph name={glyph} />
      </span>
      <div className={css['words']}>{children}</div>
      {right === undefined ? null : <div className={css['acts']}>{right}</div>}
    </div>
  );
}
