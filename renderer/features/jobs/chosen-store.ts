import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Jobs that were chosen to be compared, the one chosen first in front: two at most. */
const chosenStore = createStore<{ readonly ids: readonly string[] }>(() => ({ ids: [] }));

/** Ids of the chosen jobs. */
export function useChosen(): readonly string[] {
  return useStore(chosenStore, ({ ids }) => ids);
}

/** Chooses a job, or lets go of it; a third one takes the place of the first. */
export function toggleChosen(id: string): void {
  chosenStore.setState(({ ids }) => ({
    ids: ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id].slice(-2),
  }));
}

/** Lets go of all. */
export function clearChosen(): void {
  chosenStore.setState({ ids: [] });
}
