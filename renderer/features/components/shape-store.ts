import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** How components are shown: by state in a table, or by need in a graph. */
export type Shape = 'table' | 'graph';

const shapeStore = createStore<{ readonly shape: Shape }>(() => ({ shape: 'table' }));

/** How components are shown. */
export function useShape(): Shape {
  return useStore(shapeStore, ({ shape }) => shape);
}

/** Shows them in this way from now on, also after another screen was looked at. */
export function setShape(shape: Shape): void {
  shapeStore.setState({ shape });
}

/** Changes to the other way. */
export function toggleShape(): void {
  shapeStore.setState(({ shape }) => ({ shape: shape === 'table' ? 'graph' : 'table' }));
}
