import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Component } from '../../shared/component-state.ts';
import type { Gauges } from '../../shared/gauges.ts';

/** The latest value of each gauge; empty until the first arrives and after a disconnect. */
export const gaugeStore = createStore<Partial<Gauges>>(() => ({}));

/** Reads one gauge. */
export function useGauge<K extends keyof Gauges>(name: K): Gauges[K] | undefined {
  return useStore(gaugeStore, (values) => values[name]);
}

/**
 * Pid of a process of a living component that is suspended, by a signal or a debugger; null when none is, and while nobody
 * has usage measured.
 */
export function useSuspended(component: Pick<Component, 'name' | 'pid'> | undefined): number | null {
  return useStore(gaugeStore, ({ usage }) =>
    component === undefined || component.pid === null ? null : (usage?.[component.name]?.suspended ?? null),
  );
}
