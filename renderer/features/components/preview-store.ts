import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PlanStep } from '../../../shared/events/component.ts';

interface Preview {
  /** The steps of the plan whose menu is open; null while none is. */
  readonly steps: readonly PlanStep[] | null;
}

/** The plan that is being looked at, so that the graph numbers the same order. */
export const previewStore = createStore<Preview>(() => ({ steps: null }));

export const selectPreview = ({ steps }: Preview): Preview['steps'] => steps;

/** Reads the plan that is being looked at. */
export function usePreview<T>(select: (state: Preview) => T): T {
  return useStore(previewStore, select);
}

/** Shows a plan, or none. */
export function setPreview(steps: readonly PlanStep[] | null): void {
  previewStore.setState({ steps });
}
