import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { tableGet } from '../../../shared/table.ts';
import { tell } from '../../stores/toast-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { workspaceStore } from '../../stores/workspace-store.ts';
import type { GoTo } from '../../ui/code-editor/editor-types.ts';
import { attempt } from './acts.ts';
import { type Draft, draftSaved, savedText } from './draft-store.ts';
import { fitsFrame, tooLongToSend } from './frame-limit.ts';

/** Saving one definition's text, and how the last try ended. */
export interface Save {
  readonly run: (draft: Draft, expectedHash: string) => void;
  readonly isBusy: boolean;
  readonly whyOff: string | undefined;
  readonly error: AppError | null;
  /** Counts the saves that met another file than they were based on. */
  readonly staleCount: number;
}

/** Saves drafts of one definition; `onRefused` is told where the fault of a saved text stands, when it does not load. */
export function useSave(id: string, path: string, onRefused: (place: GoTo) => void): Save {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [staleCount, setStaleCount] = useState(0);
  const whyOff = useWhyOff('definition.save');

  async function save(draft: Draft, expectedHash: string): Promise<void> {
    if (isBusy || whyOff !== undefined) return;
    setIsBusy(true);
    setError(null);
    const text = savedText(draft);
    if (!fitsFrame(text)) {
      setIsBusy(false);
      setError(tooLongToSend(path));
      return;
    }
    const { result, error: failure } = await attempt('definition.save', { id, text, expectedHash });
    setIsBusy(false);
    if (failure) {
      setError(failure);
      if (failure.code === 'STALE') setStaleCount((count) => count + 1);
      return;
    }
    draftSaved(id, draft.text, result.hash);
    // The page has folded what became of the save: the answer carries the position after it.
    const saved = tableGet(workspaceStore.getState().state.definitions, id);
    const { line, column = 1 } = saved?.error?.at ?? {};
    const isRefused = saved?.state === 'refused' && saved.disk?.hash === result.hash;
    if (isRefused && line !== undefined) onRefused({ line, column });
    tell(isRefused ? `${result.path} saved, and refused` : `${result.path} saved`);
  }

  return { run: (draft, hash) => void save(draft, hash), isBusy, whyOff, error, staleCount };
}
