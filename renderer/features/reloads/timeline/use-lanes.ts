import { useMemo, useState, useSyncExternalStore } from 'react';
import { type FilterTerms, isEmptyFilter } from '../../../lib/filter-terms.ts';
import type { HeldSign } from '../../../stores/disk-spans.ts';
import { history } from '../../../stores/history.ts';
import type { MarkLane } from '../../../stores/mark-lane.ts';
import { outcomeAt } from '../../../stores/mark-log.ts';
import { marks } from '../../../stores/marks.ts';
import { useWorkspace, type WorkspaceView, workspaceStore } from '../../../stores/workspace-store.ts';
import { listRow } from '../../../words/list-row.ts';
import { passes, searchText } from '../reload-list.ts';
import { indexOfSeq } from '../use-event.ts';
import { createLaneFilter, type MarkTest } from './filter-lanes.ts';
import { laneOrder } from './lane-order.ts';

/** A lane of the timeline with the marks that pass the filter. */
export interface Lane {
  readonly name: string;
  readonly marks: MarkLane;
  /** Where definitions of this kind began to be held, if the filter lets that pass. */
  readonly holds: readonly HeldSign[];
}

/** What stands on the left of a lane. */
export interface LaneName {
  readonly name: string;
  /** Definitions of this kind that there are now; null where the lane is no kind. */
  readonly total: number | null;
}

const NOTHING: MarkLane = {
  length: 0,
  revision: 0,
  isOrdered: true,
  ats: new Float64Array(),
  seqs: new Float64Array(),
  outcomes: new Uint8Array(),
  names: new Uint32Array(),
};

/** Answers the lanes as they stand when it is called, narrowed by the filter. It is another function for another filter. */
export function useLanes(terms: FilterTerms): () => readonly Lane[] {
  const [filter] = useState(createLaneFilter);
  return useMemo(() => {
    const test = testOf(terms);
    return () =>
      laneNames(workspaceStore.getState()).map((name) => ({
        name,
        marks: filter(name, marks.lane(name) ?? NOTHING, test),
        holds: heldSigns(name, terms),
      }));
  }, [terms, filter]);
}

/** The names of the lanes, drawn anew when they change and not for every mark. */
export function useLaneNames(): readonly LaneName[] {
  const kinds = useWorkspace(totalsKey);
  const marked = useSyncExternalStore(marks.subscribe, markedKey);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for what is read
  return useMemo(() => {
    const view = workspaceStore.getState();
    return laneNames(view).map((name) => ({ name, total: view.state.counts.kinds[name]?.total ?? null }));
  }, [kinds, marked]);
}

function laneNames({ state }: WorkspaceView): readonly string[] {
  return laneOrder(Object.keys(state.counts.kinds), marks.laneNames());
}

function totalsKey({ state }: WorkspaceView): string {
  return Object.entries(state.counts.kinds)
    .map(([kind, { total }]) => `${kind} ${total}`)
    .join('\n');
}

function markedKey(): string {
  return marks.laneNames().join('\n');
}

const NO_SIGNS: readonly HeldSign[] = [];

function heldSigns(lane: string, terms: FilterTerms): readonly HeldSign[] {
  const signs = marks.holds(lane);
  if (signs.length === 0 || isEmptyFilter(terms)) return signs;
  const shown = signs.filter(({ seq }) => passes(terms, lane, 'held', seq, lane));
  return shown.length > 0 ? shown : NO_SIGNS;
}

/** A mark passes as its row would. One whose event is not at hand any more is known by its name alone. */
function testOf(terms: FilterTerms): MarkTest | null {
  if (isEmptyFilter(terms)) return null;
  return (lane, place, laneName) => {
    const seq = lane.seqs[place] ?? 0;
    const events = history.events();
    const event = events[indexOfSeq(events, seq)];
    const row = event?.seq === seq ? listRow(event) : null;
    const text = row ? searchText(row) : marks.name(lane.names[place] ?? 0);
    return passes(terms, laneName, outcomeAt(lane.outcomes[place] ?? 0), seq, text);
  };
}
