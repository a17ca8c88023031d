import type { Timings } from '../../shared/events/fields.ts';

/** Times of a reload that may have ended early; ms. */
export type PartialTimings = { readonly [K in keyof Timings]?: Timings[K] | undefined };

export interface Phase {
  readonly name: string;
  readonly ms: number | null;
  /** Waiting on somebody else (drawn hollow), not work of ours. */
  readonly waits: boolean;
  /** Where its bar begins and how long it is, as parts of the track, 0 to 1. */
  readonly start: number;
  readonly length: number;
}

export interface WaterfallLayout {
  readonly phases: readonly Phase[];
  readonly totalMs: number;
  /** The phase whose bar is cut because it dwarfs all others, with the ms at which the scale breaks. */
  readonly broken: { readonly phase: string; readonly at: number; readonly atMs: number } | null;
}

const ORDER = ['settle', 'read', 'parse', 'validate', 'swap', 'redeploy'] as const;
/** A phase longer than this many times all others together is drawn with a broken bar. */
const DWARFS = 20;
/** The part of the track a broken bar keeps. */
const BROKEN_PART = 0.5;

/** Places the phases of one reload on a common track; a phase without a time was not reached. */
export function layOutWaterfall(timings: PartialTimings): WaterfallLayout {
  const known = ORDER.filter((name) => name !== 'redeploy' || timings.redeploy !== undefined);
  const totalMs = known.reduce((sum, name) => sum + (timings[name] ?? 0), 0);
  const longest = known.reduce(
    (best, name) => ((timings[name] ?? 0) > (timings[best] ?? 0) ? name : best),
    known[0] ?? 'settle',
  );
  const longestMs = timings[longest] ?? 0;
  const restMs = totalMs - longestMs;
  const breaks = restMs > 0 && longestMs > DWARFS * restMs;
  const part = (name: (typeof ORDER)[number], ms: number): number => {
    if (totalMs === 0) return 0;
    if (!breaks) return ms / totalMs;
    return name === longest ? BROKEN_PART : (ms / restMs) * (1 - BROKEN_PART);
  };
  let at = 0;
  let atMs = 0;
  let broken: WaterfallLayout['broken'] = null;
  const phases = known.map((name): Phase => {
    const ms = timings[name] ?? null;
    const length = part(name, ms ?? 0);
    const phase = { name, ms, waits: name === 'settle', start: at, length };
    if (breaks && name === longest) broken = { phase: name, at: at + length / 2, atMs };
    at += length;
    atMs += ms ?? 0;
    return phase;
  });
  return { phases, totalMs, broken };
}
