import { useEffect, useState } from 'react';
import type { AppError } from '../../../../shared/errors.ts';
import { asAppError } from '../../../client/calls.ts';
import { loadOlderMarks } from '../../../client/older-history.ts';
import { marks } from '../../../stores/marks.ts';
import { selectIsConnected, useWorkspace } from '../../../stores/workspace-store.ts';
import { hostNow, type ViewControl } from './use-view.ts';

/** Marks are loaded for this long at least, ms: the minimap shows it. */
const LEAST_MS = 3_600_000;

/**
 * Loads marks, page by page, until they reach back to what is shown, the journal has no older ones, or as many are held as
 * are kept. Answers why it could not go on, and how to try again.
 */
export function useOlderMarks({ get, subscribe }: ViewControl): {
  readonly error: AppError | null;
  readonly retry: () => void;
} {
  const isConnected = useWorkspace(selectIsConnected);
  const [error, setError] = useState<AppError | null>(null);

  useEffect(() => {
    if (!isConnected) return;
    let failed: number | null = error === null ? null : marks.generation();
    let isLoading = false;
    let isOver = false;

    function look(): void {
      if (failed !== null && failed !== marks.generation()) {
        failed = null;
        setError(null);
      }
      const oldest = marks.oldest();
      const until = Math.min(get().from, hostNow() - LEAST_MS);
      if (isOver || isLoading || failed !== null || !marks.wantsOlder() || (oldest !== null && oldest.at <= until))
        return;
      isLoading = true;
      const generation = marks.generation();
      loadOlderMarks()
        .catch((thrown: unknown) => {
          failed = generation;
          if (!isOver) setError(asAppError(thrown));
        })
        .finally(() => {
          isLoading = false;
          look();
        });
    }

    look();
    const stops = [subscribe(look), marks.subscribe(look)];
    return () => {
      isOver = true;
      for (const stop of stops) stop();
    };
  }, [get, subscribe, isConnected, error]);
  return { error, retry: () => setError(null) };
}
