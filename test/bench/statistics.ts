/** What a measured number is held against: its ratio to the reference, or the number itself. */
export type Measure = 'ratio' | 'value';

/** The number at a share (0 to 1) of the sorted samples, by nearest rank. Throws when there are none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1))];
  if (found === undefined) throw new RangeError('There is no quantile of no samples.');
  return found;
}

/** The middle of the samples, the mean of the two middle ones where their count is even. Throws when there are none. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of no samples.');
  return (lower + upper) / 2;
}

/** How many times the reference a value is; null where there is no reference to divide by. */
export function ratioTo(reference: number | null, value: number): number | null {
  return reference === null || reference === 0 ? null : value / reference;
}

/** Whether what counts is at most the target; a ratio that could not be taken meets nothing. */
export function judge(measure: Measure, value: number, ratio: number | null, target: number): 'met' | 'missed' {
  const counted = measure === 'value' ? value : ratio;
  return counted !== null && Number.isFinite(counted) && counted <= target ? 'met' : 'missed';
}

/** Frames that were due and not drawn, from the times of those that were, in ms; and how many were due. */
export function droppedFrames(times: readonly number[], frameMs: number): { dropped: number; due: number } {
  let dropped = 0;
  for (let index = 1; index < times.length; index++) {
    const gap = (times[index] ?? 0) - (times[index - 1] ?? 0);
    dropped += Math.max(0, Math.round(gap / frameMs) - 1);
  }
  return { dropped, due: dropped + Math.max(0, times.length - 1) };
}
