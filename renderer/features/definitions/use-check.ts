import { useEffect, useState } from 'react';
import type { WireError } from '../../../shared/errors.ts';
import type { Warning } from '../../../shared/events/fields.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { selectIsConnected, useWorkspace } from '../../stores/workspace-store.ts';
import { fitsFrame } from './frame-limit.ts';

/** How long somebody must pause before a text is checked, ms. */
const PAUSE_MS = 250;

/** What the core says of a text that is not saved. The last answer stays in sight while a newer one is awaited. */
export interface Check {
  readonly faults: readonly WireError[];
  readonly warnings: readonly Warning[];
  /** The text the answer is about; null before there is one. */
  readonly text: string | null;
  /** Why the text is not checked at all, in words; null when it is. */
  readonly whyNot: string | null;
}

const NOTHING: Check = { faults: [], warnings: [], text: null, whyNot: null };
const NOT_CHECKED: readonly never[] = [];

/**
 * Has the core check a text of a definition while it is written, by the very rules of a save. A check that is overtaken
 * by newer text is taken back, and its answer is never shown. A null text is not checked.
 */
export function useCheck(id: string, text: string | null): Check {
  const [check, setCheck] = useState(NOTHING);
  const isConnected = useWorkspace(selectIsConnected);
  const isFirst = check.text === null;

  useEffect(() => {
    if (text === null || !isConnected || !fitsFrame(text)) return;
    const taken = new AbortController();
    const { signal } = taken;
    const run = async (): Promise<void> => {
      try {
        const { faults, warnings } = await ask('definition.check', { id, text }, signal);
        if (!signal.aborted) setCheck({ faults, warnings, text, whyNot: null });
      } catch (thrown) {
        if (!signal.aborted) setCheck({ ...NOTHING, text, whyNot: asAppError(thrown).message });
      }
    };
    const timer = setTimeout(() => void run(), isFirst ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      taken.abort();
    };
  }, [id, text, isConnected, isFirst]);

  if (text !== null && !fitsFrame(text))
    return { faults: NOT_CHECKED, warnings: NOT_CHECKED, text, whyNot: 'longer than 1 MiB, checked when it is saved' };
  return check;
}
