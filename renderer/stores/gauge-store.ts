import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Gauges } from '../../shared/gauges.ts';

/** The latest value of each gauge; empty until the first arrives and after a disconnect. */
export const gaugeStore = createStore<Partial<Gauges>>(() => ({}));

/** Reads one gauge. */
export function useGauge<K extends keyof Gauges>(name: K): Gauges[K] | undefined {
  return useStore(gaugeStore, (values) => values[name]);
}
