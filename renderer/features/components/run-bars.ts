import type { ActionOutput } from '../../../shared/actions/all.ts';
import type { GlyphName } from '../../ui/glyph.tsx';

/** One run as the core lists it. */
export type RunRecord = ActionOutput<'runs'>['runs'][number];

/** Signals by which a run is asked to end. */
const ASKED_SIGNALS: ReadonlySet<string> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP']);

/** A run on the bar: where it begins and how wide it is, in percent of the span. */
export interface RunBar {
  readonly id: string;
  readonly left: number;
  readonly width: number;
  readonly isAlive: boolean;
  readonly isCrash: boolean;
}

/** Runs on one bar from the first start to now; times in epoch ms. */
export function runBars(runs: readonly RunRecord[], now: number): { readonly from: number; readonly bars: RunBar[] } {
  const from = runs.reduce((first, { startedAt }) => Math.min(first, startedAt), now);
  const span = Math.max(1, now - from);
  const percent = (at: number): number => Math.min(100, Math.max(0, ((at - from) / span) * 100));
  const bars = runs.map((run): RunBar => {
    const left = percent(run.startedAt);
    return {
      id: run.id,
      left,
      width: percent(run.endedAt ?? now) - left,
      isAlive: run.endedAt === null,
      isCrash: isCrash(run),
    };
  });
  return { from, bars };
}

/** Whether a run ended by a signal nobody here sent, or with a code that is no success. */
export function isCrash({ endedAt, code, signal }: RunRecord): boolean {
  if (endedAt === null) return false;
  return code === null ? signal !== null && !ASKED_SIGNALS.has(signal) : code !== 0;
}

/** The sign of a run. */
export function runGlyph(run: RunRecord): GlyphName {
  if (run.endedAt === null) return 'running';
  return isCrash(run) ? 'crashed' : 'stopped';
}

/** The newest run before this one that was healthy. */
export function lastHealthy(runs: readonly RunRecord[], before: number): RunRecord | undefined {
  return runs.find(({ number, healthy }) => healthy && number < before);
}
