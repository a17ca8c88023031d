import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { tell } from '../../stores/toast-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { attempt } from './acts.ts';
import { type Draft, draftSaved, savedText } from './draft-store.ts';

/** Saving one definition's text, and how the last try ended. */
export interface Save {
  readonly run: (draft: Draft, expectedHash: string) => void;
  readonly isBusy: boolean;
  readonly whyOff: string | undefined;
  readonly error: AppError | null;
  /** Counts the saves that met another file than they were based on. */
  readonly staleCount: number;
}

/** Saves drafts of one definition. */
export function useSave(id: string): Save {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [staleCount, setStaleCount] = useState(0);
  const whyOff = useWhyOff('definition.save');

  async function save(draft: Draft, expectedHash: string): Promise<void> {
    if (isBusy || whyOff !== undefined) return;
    setIsBusy(true);
    setError(null);
    const { result, error: failure } = await attempt('definition.save', { id, text: savedText(draft), expectedHash });
    setIsBusy(false);
    if (failure) {
      setError(failure);
      if (failure.code === 'STALE') setStaleCount((count) => count + 1);
      return;
    }
    draftSaved(id, draft.text, result.hash);
    tell(`${result.path} saved`);
  }

  return { run: (draft, hash) => void save(draft, hash), isBusy, whyOff, error, staleCount };
}
