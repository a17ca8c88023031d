import { use } from 'react';
import { classes } from '../lib/classes.ts';
import css from './glyph.module.css';
import { StaleContext } from './stale.ts';

/** Every state that is drawn; each has a shape of its own, so that colour is never the only sign. */
export type GlyphName =
  | 'ok'
  | 'reloaded'
  | 'refused'
  | 'held'
  | 'removed'
  | 'added'
  | 'renamed'
  | 'rolled-back'
  | 'unchanged'
  | 'conflicted'
  | 'settling'
  | 'pinned'
  | 'differs'
  | 'connected'
  | 'disconnected'
  | 'unknown'
  | 'warning'
  | 'failed'
  | 'running'
  | 'off'
  | 'waiting'
  | 'starting'
  | 'degraded'
  | 'completed'
  | 'stopping'
  | 'stopped'
  | 'disabled'
  | 'backing-off'
  | 'crashed'
  | 'crash-looping'
  | 'resolving'
  | 'downloading'
  | 'spawning'
  | 'handshaking'
  | 'dialing'
  | 'checking'
  | 'reconnecting'
  | 'exited'
  | 'file'
  | 'action';

/** Colours of glyphs, each of the token of its name. */
export type Tone = 'ok' | 'warn' | 'bad' | 'progress' | 'idle';

/** How a glyph is drawn, on a square of 12. */
export interface GlyphShape {
  readonly tone: Tone;
  /** Areas that are filled; holes by the even-odd rule, so that they show whatever lies below. */
  readonly fill?: string;
  /** Lines that are drawn, with their width. */
  readonly line?: string;
  readonly width?: number;
  readonly dash?: string;
}

const DISC = 'M6 1.75a4.25 4.25 0 1 1 0 8.5a4.25 4.25 0 0 1 0-8.5z';
const RING = 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 0 1 0-9z';
const TICK = 'M1.6 6.6 4.6 9.5 10.4 2.6';
const SQUARE = 'M1.75 1.75h8.5v8.5h-8.5z';
const BROKEN_RING = 'M4.3 1.9a4.5 4.5 0 0 0 0 8.2M7.7 1.9a4.5 4.5 0 0 1 0 8.2M2.2 10.6 9.8 1.4';

/** So many sixths of the disc, clockwise from its top. */
function pie(sixths: number): string {
  const angle = (sixths / 6) * 2 * Math.PI;
  const x = (6 + 4.25 * Math.sin(angle)).toFixed(2);
  const y = (6 - 4.25 * Math.cos(angle)).toFixed(2);
  return `M6 6V1.75A4.25 4.25 0 ${sixths > 3 ? 1 : 0} 1 ${x} ${y}z`;
}

const SHAPES: Readonly<Record<GlyphName, GlyphShape>> = {
  ok: { tone: 'ok', line: TICK, width: 1.8 },
  reloaded: { tone: 'ok', line: TICK, width: 1.8 },
  refused: { tone: 'warn', fill: 'M6 .8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 6 .8zM2.8 5h6.4v2H2.8z' },
  held: { tone: 'warn', fill: 'M2.4 1.5h2.4v9H2.4zM7.2 1.5h2.4v9H7.2z' },
  removed: { tone: 'idle', line: 'M1.5 6h9', width: 2 },
  added: { tone: 'ok', line: 'M1.5 6h9M6 1.5v9', width: 1.8 },
  renamed: { tone: 'ok', line: 'M1.2 6h8.6M6.6 2.6 10 6 6.6 9.4', width: 1.6 },
  'rolled-back': { tone: 'progress', line: 'M4.6 1.2 1.6 4.2l3 3M2 4.2h5a3 3 0 0 1 0 6H4', width: 1.6 },
  unchanged: { tone: 'idle', line: 'M2 4.3h8M2 7.7h8', width: 1.5 },
  conflicted: { tone: 'warn', line: 'M1.4 2.2 5 6 1.4 9.8M10.6 2.2 7 6l3.6 3.8', width: 1.8 },
  settling: { tone: 'progress', line: RING, width: 1.5, dash: '1.9 1.63' },
  pinned: { tone: 'progress', line: 'M4 1.3h4M4.5 1.3v3.6L2.6 7h6.8L7.5 4.9V1.3M6 7v4', width: 1.4 },
  differs: { tone: 'warn', line: 'M2 4.3h8M2 7.7h8M8.4 1.3 3.6 10.7', width: 1.4 },
  connected: { tone: 'ok', fill: DISC },
  disconnected: { tone: 'idle', line: BROKEN_RING, width: 1.4 },
  unknown: { tone: 'idle', line: BROKEN_RING, width: 1.4 },
  warning: { tone: 'warn', fill: 'M6 .9 11.5 10.7H.5zM5.35 4.2h1.3v3.2h-1.3zM5.35 8.2h1.3v1.3h-1.3z' },
  failed: { tone: 'bad', fill: 'M6 .6 11.4 6 6 11.4.6 6zM5.35 3.1h1.3v3.4h-1.3zM5.35 7.4h1.3v1.3h-1.3z' },
  running: { tone: 'ok', fill: DISC },
  off: { tone: 'idle', line: 'M2 2h8v8H2z', width: 1.5 },
  waiting: { tone: 'progress', line: RING, width: 1.5, dash: '1.9 1.63' },
  starting: { tone: 'progress', line: DISC, width: 1.5, fill: 'M6 1.75a4.25 4.25 0 0 1 0 8.5z' },
  degraded: { tone: 'warn', fill: 'M6 1 11.4 10.6H.6zM5.35 4.4h1.3v3h-1.3zM5.35 8.2h1.3v1.3h-1.3z' },
  completed: { tone: 'idle', line: `${SQUARE}M3.6 6.2 5.4 8 8.6 4.2`, width: 1.4 },
  stopping: { tone: 'progress', line: SQUARE, width: 1.5, fill: 'M1.75 6h8.5v4.25h-8.5z' },
  stopped: { tone: 'idle', line: SQUARE, width: 1.5 },
  disabled: { tone: 'idle', line: `${RING}M3 9 9 3`, width: 1.3 },
  'backing-off': {
    tone: 'warn',
    fill: 'M2.2 8.1h1.3v1.3H2.2zM.9 5.35h1.3v1.3H.9zM2.2 2.6h1.3v1.3H2.2z',
    line: 'M6 1.5a4.5 4.5 0 0 1 0 9M6 3.4V6l1.8 1.4',
    width: 1.5,
  },
  crashed: { tone: 'bad', line: 'm2 2 8 8M10 2l-8 8', width: 2.2 },
  'crash-looping': { tone: 'bad', line: 'm4 4 4 4M8 4 4 8M11 6a5 5 0 1 1-1.7-3.8M9.6.2v2.3H7.3', width: 1.4 },
  resolving: { tone: 'progress', line: DISC, width: 1.5, fill: pie(1) },
  downloading: { tone: 'progress', line: DISC, width: 1.5, fill: pie(2) },
  spawning: { tone: 'progress', line: DISC, width: 1.5, fill: pie(3) },
  handshaking: { tone: 'progress', line: DISC, width: 1.5, fill: pie(4) },
  dialing: { tone: 'progress', line: DISC, width: 1.5, fill: pie(5) },
  checking: { tone: 'progress', line: `${DISC}M3.8 6.2 5.4 7.7 8.2 4.6`, width: 1.4 },
  reconnecting: { tone: 'warn', line: 'M10.4 6a4.4 4.4 0 1 1-1.5-3.3M9.1.3v2.6H6.5', width: 1.4 },
  exited: { tone: 'idle', line: SQUARE, width: 1.5, fill: 'M4.6 4.6h2.8v2.8H4.6z' },
  file: { tone: 'idle', line: 'M2.5 1.2h4.4l2.6 2.6v7H2.5z', width: 1.2 },
  action: { tone: 'idle', fill: 'M2.4 1.2 10.8 6 2.4 10.8z' },
};

/** Glyphs that say what is so now, and therefore are not known without a connection. */
const STATES: ReadonlySet<GlyphName> = new Set([
  'ok',
  'refused',
  'held',
  'conflicted',
  'settling',
  'pinned',
  'differs',
  'connected',
  'warning',
  'running',
  'waiting',
  'starting',
  'degraded',
  'completed',
  'stopping',
  'stopped',
  'disabled',
  'backing-off',
  'crashed',
  'crash-looping',
  'resolving',
  'downloading',
  'spawning',
  'handshaking',
  'dialing',
  'checking',
  'reconnecting',
  'exited',
]);

/** The shape of a glyph, for what draws it elsewhere than in the document. */
export function glyphShape(name: GlyphName): GlyphShape {
  return SHAPES[name];
}

interface GlyphProps {
  readonly name: GlyphName;
  /** Needed where the glyph stands without its word; without it the glyph is silent to screen readers. */
  readonly title?: string | undefined;
  /** Edge in px, 12 unless told. */
  readonly size?: number;
}

/** The sign of one state. */
export function Glyph({ name, title, size = 12 }: GlyphProps) {
  const shape = SHAPES[use(StaleContext) && STATES.has(name) ? 'unknown' : name];
  const label = title === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': title };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: a glyph beside its word is hidden, one that stands alone has a title
    <svg
      {...label}
      className={classes(css['glyph'], css[shape.tone])}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      data-glyph={name}
    >
      {title === undefined ? null : <title>{title}</title>}
      {shape.fill === undefined ? null : <path d={shape.fill} fill="currentColor" fillRule="evenodd" />}
      {shape.line === undefined ? null : (
        <path d={shape.line} fill="none" stroke="currentColor" strokeWidth={shape.width} strokeDasharray={shape.dash} />
      )}
    </svg>
  );
}
