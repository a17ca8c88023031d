import { useCallback, useEffect, useState } from 'react';
import type { WatchHealthAnswer } from '../../../shared/actions/watch-answers.ts';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { selectIsConnected, useWorkspace } from '../../stores/workspace-store.ts';

/** How often the watcher is asked while its screen is shown, ms. */
const EVERY_MS = 2_000;

/** What the watcher says about itself, asked again every two seconds; the last answer stays while it is not known. */
export function useHealth(): { health: WatchHealthAnswer | null; error: AppError | null; refresh: () => void } {
  const isConnected = useWorkspace(selectIsConnected);
  const [health, setHealth] = useState<WatchHealthAnswer | null>(null);
  const [error, setError] = useState<AppError | null>(null);

  const refresh = useCallback(() => {
    ask('watchHealth', {}).then(
      (answer) => {
        setHealth(answer);
        setError(null);
      },
      (thrown: unknown) => setError(asAppError(thrown)),
    );
  }, []);

  useEffect(() => {
    if (!isConnected) return;
    refresh();
    const timer = setInterval(refresh, EVERY_MS);
    return () => clearInterval(timer);
  }, [isConnected, refresh]);

  return { health, error: isConnected ? error : null, refresh };
}
