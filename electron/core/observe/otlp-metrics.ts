import { canonical } from '../../../shared/canonical.ts';
import type { Attributes } from './observer.ts';
import { encode, nano } from './otlp-values.ts';

/** Upper bounds of the buckets of a histogram, as the OpenTelemetry SDKs have them by default. */
const BOUNDS = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000] as const;
/** Series beyond this are not kept apart: attributes without end would fill the memory. */
const MOST_SERIES = 2_000;

interface Series {
  readonly name: string;
  readonly attributes: Attributes;
  sum: number;
  count: number;
  readonly buckets: number[] | null;
}

/** Sums and distributions since the start (cumulative), by name and attributes. */
export interface OtlpMetrics {
  add(name: string, delta: number, attributes?: Attributes): void;
  record(name: string, value: number, attributes?: Attributes): void;
  /** Every series that changed since the last call, as OTLP writes metrics; `again` counts them as changed once more. */
  collect(): { readonly metrics: unknown[]; readonly again: () => void };
}

/** Nothing counted yet. */
export function otlpMetrics(now: () => number): OtlpMetrics {
  const began = now();
  const all = new Map<string, Series>();
  const changed = new Set<Series>();

  function series(name: string, attributes: Attributes, histogram: boolean): Series | null {
    const key = `${name} ${canonical(attributes)}`;
    const known = all.get(key);
    if (known) return known;
    if (all.size >= MOST_SERIES) return null;
    const made: Series = {
      name,
      attributes,
      sum: 0,
      count: 0,
      buckets: histogram ? Array.from({ length: BOUNDS.length + 1 }, () => 0) : null,
    };
    all.set(key, made);
    return made;
  }

  function point({ attributes, sum, count, buckets }: Series) {
    const common = { attributes: encode(attributes), startTimeUnixNano: nano(began), timeUnixNano: nano(now()) };
    if (buckets === null) return { ...common, asDouble: sum };
    return { ...common, count: String(count), sum, bucketCounts: buckets.map(String), explicitBounds: [...BOUNDS] };
  }

  return {
    add(name, delta, attributes = {}) {
      const one = series(name, attributes, false);
      if (!one) return;
      one.sum += delta;
      changed.add(one);
    },
    record(name, value, attributes = {}) {
      const one = series(name, attributes, true);
      if (!one?.buckets) return;
      one.sum += value;
      one.count += 1;
      const above = BOUNDS.findIndex((bound) => value <= bound);
      const at = above < 0 ? BOUNDS.length : above;
      one.buckets[at] = (one.buckets[at] ?? 0) + 1;
      changed.add(one);
    },
    collect() {
      const names = new Map<string, Series[]>();
      const taken = [...changed];
      for (const one of taken) names.set(one.name, [...(names.get(one.name) ?? []), one]);
      changed.clear();
      const metrics = [...names].map(([name, list]) => {
        const dataPoints = list.map(point);
        return list[0]?.buckets
          ? { name, histogram: { aggregationTemporality: 2, dataPoints } }
          : { name, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } };
      });
      const again = (): void => {
        for (const one of taken) changed.add(one);
      };
      return { metrics, again };
    },
  };
}
