import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { selectIsConnected, useWorkspace } from '../../stores/workspace-store.ts';
import { type Health, readHealth } from './answers.ts';

/** How often the watcher is asked while its screen is shown, ms. */
const EVERY_MS = 2_000;

/** What the watcher says about itself, asked again every two seconds; the last answer stays while it is not known. */
export function useHealth(): { health: Health | null; error: AppError | null; refresh: () => void } {
  const isConnected = useWorkspace(selectIsConnected);
  const [health, setHealth] = useState<Health | null>(null);
  const [error, setError] = useState<AppError | null>(null);

  const refresh = useCallback(() => {
    ask('watchHealth', {}).then(
      (answer) => {
        setHealth(readHealth(answer));
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
