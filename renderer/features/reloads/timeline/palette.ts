import type { Tone } from '../../../ui/glyph.tsx';

/** Colours of what is drawn on a canvas, as the theme has them now. */
export type TrackColours = Readonly<Record<Tone | keyof typeof OTHERS, string>>;

const TONES: readonly Tone[] = ['ok', 'warn', 'bad', 'progress', 'idle'];
const OTHERS = {
  background: '--bg',
  line: '--line',
  hairline: '--line-control',
  ink: '--ink',
  soft: '--ink-soft',
  ring: '--accent-ring',
  select: '--accent-select',
} as const;

/** Reads the colours of the tokens below an element. The browser lays styles out for it: once a theme, not once a frame. */
export function readColours(around: HTMLElement): TrackColours {
  const probe = around.ownerDocument.createElement('i');
  probe.hidden = true;
  around.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const entries = [
    ...TONES.map((tone) => [tone, read(`--${tone}`)]),
    ...Object.entries(OTHERS).map(([name, token]) => [name, read(token)]),
  ];
  probe.remove();
  return Object.fromEntries(entries) as TrackColours;
}
