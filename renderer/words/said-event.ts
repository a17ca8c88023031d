import type { GlyphName } from '../ui/glyph.tsx';

/** An event in a few words, with the shape that stands before it. */
export interface EventWords {
  readonly glyph: GlyphName;
  readonly text: string;
  /** A quieter addition. */
  readonly more: string;
}
