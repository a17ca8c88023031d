/** A line of the axis: a time (epoch ms) and what is written at it. */
export interface AxisTick {
  readonly at: number;
  readonly label: string;
}

/** Distances between lines that read well, ms. */
const STEPS = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
];
/** Lines stand at least this far apart, px. */
const LEAST_PX = 64;

/** The lines of an axis between two times, at round local times. */
export function axisTicks(from: number, to: number, msPerPx: number): AxisTick[] {
  const step = STEPS.find((each) => each / msPerPx >= LEAST_PX) ?? STEPS.at(-1) ?? 1;
  const offset = localOffset(from);
  const ticks: AxisTick[] = [];
  for (let at = Math.ceil((from + offset) / step) * step - offset; at <= to; at += step) {
    ticks.push({ at, label: tickLabel(at, step) });
  }
  return ticks;
}

/** A time as finely as lines of this distance need it: `02:48`, `02:48:30`, `48:30.2`, `21 Nov`. */
export function tickLabel(at: number, step: number): string {
  const date = new Date(at);
  const [hours, minutes, seconds] = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two);
  if (step >= 86_400_000) return `${date.getDate()} ${MONTHS[date.getMonth()]}`;
  if (step >= 60_000) return `${hours}:${minutes}`;
  if (step >= 1_000) return `${hours}:${minutes}:${seconds}`;
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${minutes}:${seconds}.${step >= 100 ? ms.slice(0, 1) : ms}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** How far local wall time is ahead of UTC at a moment, ms: lines stand at round local times. */
function localOffset(at: number): number {
  return -new Date(at).getTimezoneOffset() * 60_000;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
