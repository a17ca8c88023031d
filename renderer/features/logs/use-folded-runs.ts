import { useCallback, useState } from 'react';

/** As many folded runs as the core takes; the one that was folded first leaves for a new one. */
const FOLDED = 1_000;

/** Runs of which only the ruler is shown, and how to fold one or unfold it; the same function each time. */
export function useFoldedRuns(): readonly [runs: readonly string[], toggle: (run: string) => void] {
  const [runs, setRuns] = useState<readonly string[]>([]);
  const toggle = useCallback((run: string) => {
    setRuns((folded) => (folded.includes(run) ? folded.filter((one) => one !== run) : [...folded, run].slice(-FOLDED)));
  }, []);
  return [runs, toggle];
}
