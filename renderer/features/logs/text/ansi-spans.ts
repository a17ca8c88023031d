import Anser from 'anser';
import { colouredText } from './shown-text.ts';

/** Colours that a line may have; each is a token with contrast in both themes. */
export type AnsiTone = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'faint';

/** A piece of a line that looks the same throughout. */
export interface Span {
  readonly text: string;
  readonly tone: AnsiTone | null;
  /** The colour behind it; its text is then in plain ink, which can be read on every one of them. */
  readonly back: AnsiTone | null;
  readonly style: readonly ('bold' | 'faint' | 'italic' | 'underline' | 'strike')[];
}

const STYLES: Readonly<Record<string, Span['style'][number]>> = {
  bold: 'bold',
  dim: 'faint',
  // Nothing a process writes is hidden from who reads its log.
  hidden: 'faint',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strike',
};

const NAMES: Readonly<Record<string, AnsiTone | null>> = {
  black: 'faint',
  red: 'red',
  green: 'green',
  yellow: 'yellow',
  blue: 'blue',
  magenta: 'magenta',
  cyan: 'cyan',
  white: null,
};

/** A line in pieces by its colour sequences (SGR); all other sequences and control characters do nothing. */
export function spansOf(raw: string): readonly Span[] {
  const text = colouredText(raw);
  if (!text.includes('\x1b')) return text === '' ? [] : [{ text, tone: null, back: null, style: [] }];
  return Anser.ansiToJson(text, { json: true, use_classes: true, remove_empty: true }).map((piece) => ({
    text: piece.content,
    tone: toneOf(piece.fg, piece.fg_truecolor),
    back: toneOf(piece.bg, piece.bg_truecolor),
    style: [...new Set(piece.decorations.flatMap((name) => STYLES[name] ?? []))],
  }));
}

function toneOf(name: string | null, mixed: string | null): AnsiTone | null {
  if (name === null) return null;
  if (name === 'ansi-truecolor') return nearest(...parts(mixed ?? ''));
  const palette = /^ansi-palette-(\d+)$/.exec(name);
  if (palette) return nearest(...paletteParts(Number(palette[1])));
  return NAMES[name.replace(/^ansi-(bright-)?/, '')] ?? null;
}

function parts(mixed: string): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = mixed.split(',').map(Number);
  return [red, green, blue];
}

/** Red, green and blue of the entries 16 to 255 of the palette of xterm: a cube of six levels, then 24 greys. */
function paletteParts(index: number): [number, number, number] {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}

const BY_HUE: readonly AnsiTone[] = ['red', 'yellow', 'green', 'cyan', 'blue', 'magenta'];

/** The token nearest in hue: a free colour could not be read in both themes. Greys are plain, or faint when dark. */
function nearest(red: number, green: number, blue: number): AnsiTone | null {
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  if (spread < 40) return most < 160 ? 'faint' : null;
  const sixth =
    most === red ? (green - blue) / spread : most === green ? 2 + (blue - red) / spread : 4 + (red - green) / spread;
  return BY_HUE[(Math.round(sixth) + 6) % 6] ?? null;
}
