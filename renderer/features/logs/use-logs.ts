import { useMemo, useRef } from 'react';
import type { LogStreamFacts } from '../../../shared/actions/log.ts';
import type { LogSpecInput } from '../../../shared/log.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { useHistory } from '../../stores/history.ts';
import {
  ALL_LINES,
  itemsOfSelection,
  type LogPrefs,
  type Narrowing,
  narrowingKey,
  selectLogPrefs,
  useLogStore,
} from '../../stores/log-store.ts';
import { selectSelection, useUi } from '../../stores/ui-store.ts';
import { selectWorkspace, useWorkspace } from '../../stores/workspace-store.ts';
import { useNow } from '../../ui/time.tsx';
import { clearedAt, specOf } from './log-spec.ts';

/** How often it is asked which streams there are, in ms. */
const STREAMS_MS = 3_000;
const NO_STREAMS: readonly LogStreamFacts[] = [];
const NO_RUNS: readonly string[] = [];

/** A reload that lines are set off against. */
export interface Since {
  readonly seq: number;
  readonly at: number;
  readonly subject: string;
}

/** What is looked at, and how it is narrowed. */
export interface Logs {
  readonly workspace: string;
  readonly items: readonly string[];
  readonly streams: readonly LogStreamFacts[];
  /** The list of streams has been heard of. */
  readonly isKnown: boolean;
  readonly prefs: LogPrefs;
  /** Where the narrowing is kept. */
  readonly key: string;
  readonly narrowing: Narrowing;
  readonly clearedAt: number | null;
  readonly spec: LogSpecInput;
}

/** Which streams there are, asked again while the screen is shown. */
export function useStreams(): { readonly streams: readonly LogStreamFacts[]; readonly isKnown: boolean } {
  const turn = Math.floor(useNow() / STREAMS_MS);
  const answer = useAnswer('log.streams', {}, 'streams', turn);
  const kept = useRef<readonly LogStreamFacts[]>(NO_STREAMS);
  const heard = answer.value?.streams;
  if (heard && JSON.stringify(heard) !== JSON.stringify(kept.current)) kept.current = heard;
  return { streams: kept.current, isKnown: answer.error !== null || heard !== undefined || kept.current.length > 0 };
}

/** Everything that decides which lines are shown. */
export function useLogs(foldedRuns: readonly string[] = NO_RUNS, since: Since | null = null): Logs {
  const workspace = useWorkspace(selectWorkspace)?.id ?? '';
  const selection = useUi(selectSelection('logs'));
  const prefs = useLogStore(selectLogPrefs);
  const { streams, isKnown } = useStreams();
  const items = useMemo(() => itemsOfSelection(selection), [selection]);
  const key = narrowingKey(workspace, items);
  const narrowing = { ...ALL_LINES, ...prefs.narrowed[key] };
  const parts = { workspace, items, streams, prefs, narrowing, foldedRuns, since };
  return {
    workspace,
    items,
    streams,
    isKnown,
    prefs,
    key,
    narrowing,
    clearedAt: clearedAt(parts),
    spec: specOf(parts),
  };
}

/** The newest reload that the page knows of; null before there was one. */
export function useLastReload(): Since | null {
  const events = useHistory();
  return useMemo(() => {
    const found = events.findLast(({ type }) => type === 'definition.reloaded');
    return found ? { seq: found.seq, at: found.at, subject: found.subject.replace(/^definition:/, '') } : null;
  }, [events]);
}
