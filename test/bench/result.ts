import { judge, type Measure, median, ratioTo } from './statistics.ts';

/** The goals that are measured here, in the order they run. */
export const GOALS = [
  'G1',
  'G2',
  'G3',
  'G4',
  'G5',
  'G6',
  'G7',
  'G8',
  'G9',
  'G10',
  'G10VIEW',
  'G11',
  'G12',
  'TIMELINE',
  'AGENT',
] as const;
export type Goal = (typeof GOALS)[number];

/** One number of one goal. */
export interface BenchResult {
  readonly goal: string;
  readonly what: string;
  /** What the value is compared with, measured in the same run; null where the target is the number itself. */
  readonly reference: number | null;
  readonly value: number;
  readonly unit: string;
  readonly ratio: number | null;
  /** The first step: what counts must be at most this. */
  readonly target: number;
  readonly moonshot: number;
  readonly compares: Measure;
  readonly verdict: 'met' | 'missed';
  /** What limits how far the number can be trusted. */
  readonly bound?: string;
  readonly runs: readonly BenchRun[];
}

/** One of the runs the medians are taken of, with whatever else it showed. */
export interface BenchRun {
  readonly value: number;
  readonly reference?: number;
  readonly [detail: string]: number | string | undefined;
}

/** What one goal needs to measure itself. */
export interface BenchContext {
  /** The checkout that is measured. */
  readonly root: string;
  /** How often each number is taken; the result is the median. */
  readonly runs: number;
  /** Tells how far it is, on stderr. */
  readonly say: (line: string) => void;
}

/** What stays the same from run to run. */
export interface ResultFrame {
  readonly goal: string;
  readonly what: string;
  readonly unit: string;
  readonly target: number;
  readonly moonshot: number;
  readonly compares: Measure;
  /** The worst run counts instead of the median: for what must never happen. */
  readonly worst?: boolean;
  readonly bound?: string;
}

/** Takes the medians of runs (or the worst value) and judges them. Throws RangeError when there are no runs. */
export function resultOf({ worst, ...frame }: ResultFrame, runs: readonly BenchRun[]): BenchResult {
  const references = runs.flatMap((run) => (run.reference === undefined ? [] : [run.reference]));
  const reference = references.length > 0 ? median(references) : null;
  const values = runs.map((run) => run.value);
  const value = worst ? Math.max(...values) : median(values);
  const ratio = ratioTo(reference, value);
  const verdict = judge(frame.compares, value, ratio, frame.target);
  return { ...frame, reference, value, ratio, verdict, runs };
}
