import { useSyncExternalStore } from 'react';

const NARROW = '(max-width: 1199px)';

/** Columns of the board: four, three where the window is narrow. */
export function useColumns(): number {
  return useSyncExternalStore(watch, read);
}

function read(): number {
  return window.matchMedia(NARROW).matches ? 3 : 4;
}

function watch(listener: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
