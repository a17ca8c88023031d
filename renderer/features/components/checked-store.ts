import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface Checked {
  readonly names: ReadonlySet<string>;
}

/** Which components are checked for an act on several. */
export const checkedStore = createStore<Checked>(() => ({ names: new Set<string>() }));

export const selectChecked = ({ names }: Checked): ReadonlySet<string> => names;

/** Reads what is checked. */
export function useChecked<T>(select: (state: Checked) => T): T {
  return useStore(checkedStore, select);
}

/** Checks a component, or takes its check away. */
export function toggleChecked(name: string): void {
  checkedStore.setState(({ names }) => {
    const next = new Set(names);
    if (!next.delete(name)) next.add(name);
    return { names: next };
  });
}

/** Checks exactly these. */
export function setChecked(names: Iterable<string>): void {
  checkedStore.setState({ names: new Set(names) });
}
