import { useCallback, useEffect, useState } from 'react';
import type { ActionOutput } from '../../../shared/actions/all.ts';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { selectIsConnected, useWorkspace } from '../../stores/workspace-store.ts';
import { sameValue } from './setting-values.ts';

/** What the two files with settings say. */
export interface SettingsAnswer {
  readonly config: ActionOutput<'config'>;
  readonly app: ActionOutput<'settings'>;
}

/** Time after which a live setting that is not yet in force is asked about again, ms. */
const AGAIN_MS = 500;

/** The settings, asked again whenever they, or how the folder is watched, changed; the last answer stays meanwhile. */
export function useSettings(): { answer: SettingsAnswer | null; error: AppError | null; refresh: () => Promise<void> } {
  const isConnected = useWorkspace(selectIsConnected);
  const config = useWorkspace((view) => view.state.config);
  const watch = useWorkspace((view) => view.state.watch);
  const [answer, setAnswer] = useState<SettingsAnswer | null>(null);
  const [error, setError] = useState<AppError | null>(null);

  const refresh = useCallback(async () => {
    try {
      const [workspace, app] = await Promise.all([ask('config', {}), ask('settings', {})]);
      setAnswer({ config: workspace, app });
      setError(null);
    } catch (thrown) {
      setError(asAppError(thrown));
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of these tells that the answer may be old
  useEffect(() => {
    if (isConnected) void refresh();
  }, [isConnected, config, watch, refresh]);

  const isApplying = answer?.config.rows.some(
    (row) => row.applies === 'live' && row.error === undefined && !sameValue(row.saved, row.active),
  );
  useEffect(() => {
    if (!isApplying || !isConnected) return;
    const timer = setInterval(() => void refresh(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isApplying, isConnected, refresh]);

  return { answer, error: isConnected ? error : null, refresh };
}
