import type { ComponentState } from './component-state.ts';
import { idOfSubject, splitDefinitionId } from './definition-id.ts';
import type { Envelope, KnownEvent } from './envelope.ts';
import type { EventType } from './events/all.ts';

/** Types of the events that a timeline marks: what became of files, and what bears on it. */
export const TIMELINE_TYPES = [
  'definition.reloaded',
  'definition.refused',
  'definition.removed',
  'definition.renamed',
  'definition.conflicted',
  'definition.unchanged',
  'definition.pinned',
  'definition.unpinned',
  'problem.found',
  'problem.cleared',
  'component.changed',
  'batch.held',
  'batch.changed',
  'batch.applied',
  'batch.discarded',
  'config.reloaded',
  'config.refused',
  'root.lost',
  'root.returned',
  'watch.degraded',
  'watch.recovered',
  'journal.gap',
  'journal.restored',
  'epoch.opened',
] as const satisfies readonly EventType[];

type MarkType = (typeof TIMELINE_TYPES)[number];

/** What became of a change, in the word that is shown. The order is part of nothing: marks travel with the words. */
export const MARK_OUTCOMES = [
  'reloaded',
  'added',
  'rolled back',
  'refused',
  'removed',
  'renamed',
  'conflicted',
  'conflict over',
  'unchanged',
  'pinned',
  'unpinned',
  'problem',
  'problem solved',
  'held',
  'applied',
  'discarded',
  'settings',
  'settings refused',
  'folder lost',
  'folder back',
  'watch degraded',
  'watch recovered',
  'gap',
  'journal kept',
  'started',
  'waits',
  'starts',
  'up',
  'degraded',
  'completed',
  'stops',
  'down',
  'crashed',
  'crash-looping',
  'not started',
  'out of sight',
] as const;
export type MarkOutcome = (typeof MARK_OUTCOMES)[number];

/** What a component that came into a state is called on the timeline. */
const STATE_OUTCOMES: Readonly<Record<ComponentState, MarkOutcome>> = {
  waiting: 'waits',
  starting: 'starts',
  running: 'up',
  degraded: 'degraded',
  completed: 'completed',
  stopping: 'stops',
  stopped: 'down',
  disabled: 'down',
  'backing-off': 'crashed',
  crashed: 'crashed',
  'crash-looping': 'crash-looping',
  failed: 'not started',
  unknown: 'out of sight',
};

/** Lanes of what is not about one definition, in the order they stand below the kinds. `runs` is what became of components. */
export const OTHER_LANES = ['runs', 'batches', 'problems', 'settings', 'watch', 'journal'] as const;

/**
 * How what is on disk stands to what is loaded, for one definition: the same, refused (differs until it is fixed),
 * held (differs while it waits) or left (differs on purpose: pinned, or its change was discarded).
 */
export type DiskFacet = 'same' | 'refused' | 'held' | 'left';

/** What an event changes about such facets. `ids: null` means every definition that is held. */
export type DiskChange =
  | { readonly to: DiskFacet; readonly ids: readonly string[] }
  /** Only those that are held. */
  | { readonly to: 'same' | 'left'; readonly ids: readonly string[] | null; readonly ifHeld: true }
  /** A renamed definition keeps how it stands. */
  | { readonly to: 'moved'; readonly from: string; readonly id: string }
  /** Nothing is known any more: a host began anew. */
  | { readonly to: 'unknown' };

/** One event as a mark: light enough to keep a hundred thousand of them. */
export interface MarkFacts {
  readonly outcome: MarkOutcome;
  readonly lane: string;
  /** False where the kind was guessed from the id, as the event does not carry it. */
  readonly isLaneSure: boolean;
  /** Id of the definition, or what else it is about in a few words. */
  readonly name: string;
  readonly disk: readonly DiskChange[];
}

/** Whether a timeline marks this event. */
export function isMarkEvent(event: Envelope): event is KnownEvent<MarkType> {
  return MARK_TYPES.has(event.type);
}

/** The mark of an event; null where a timeline has none. */
export function markOf(event: Envelope): MarkFacts | null {
  if (!isMarkEvent(event)) return null;
  const id = idOfSubject(event.subject, 'definition');
  // A problem may name the definition it was found in; it stays in the lane of problems all the same.
  return id === null || event.type.startsWith('problem.') ? otherMark(event) : definitionMark(event, id);
}

const MARK_TYPES: ReadonlySet<string> = new Set(TIMELINE_TYPES);

function definitionMark(event: KnownEvent<MarkType>, id: string): MarkFacts {
  const { kind, rule } = event.body as { readonly kind?: unknown; readonly rule?: unknown };
  const told = typeof kind === 'string' ? kind : event.type === 'definition.reloaded' ? rule : undefined;
  const isLaneSure = typeof told === 'string' && id.startsWith(`${told}/`);
  const lane = isLaneSure ? told : splitDefinitionId(id).kind || id;
  return { lane, isLaneSure, name: id, ...definitionPart(event, id) };
}

function definitionPart(event: KnownEvent<MarkType>, id: string): Pick<MarkFacts, 'outcome' | 'disk'> {
  const same: readonly DiskChange[] = [{ to: 'same', ids: [id] }];
  switch (event.type) {
    case 'definition.reloaded': {
      const { of, from, stored } = event.body;
      const outcome = of !== undefined ? 'rolled back' : from === undefined ? 'added' : 'reloaded';
      return { outcome, disk: stored ? [{ to: 'left', ids: [id] }] : same };
    }
    case 'definition.refused':
      return { outcome: 'refused', disk: [{ to: 'refused', ids: [id] }] };
    case 'definition.removed':
      return { outcome: 'removed', disk: same };
    case 'definition.unchanged':
      return { outcome: 'unchanged', disk: same };
    case 'definition.renamed':
      return { outcome: 'renamed', disk: [{ to: 'moved', from: event.body.from, id: event.body.to }] };
    case 'definition.conflicted': {
      const { paths, error } = event.body;
      if (paths.length > 1) return { outcome: 'conflicted', disk: [] };
      return error
        ? { outcome: 'refused', disk: [{ to: 'refused', ids: [id] }] }
        : { outcome: 'conflict over', disk: same };
    }
    case 'definition.unpinned':
      return { outcome: 'unpinned', disk: [] };
    default:
      return { outcome: 'pinned', disk: [] };
  }
}

function otherMark(event: KnownEvent<MarkType>): MarkFacts {
  const mark = (lane: (typeof OTHER_LANES)[number], outcome: MarkOutcome, name: string, disk: DiskChange[] = []) => ({
    lane,
    outcome,
    name,
    disk,
    isLaneSure: true,
  });
  switch (event.type) {
    case 'component.changed':
      // A newer build may know states that this one does not. An MCP server and its definition are called the same.
      return mark('runs', STATE_OUTCOMES[event.body.to] ?? 'out of sight', event.subject.replace(':', ' '));
    case 'batch.held': {
      const ids = event.body.items.map((item) => item.definition);
      return mark('batches', 'held', definitions(ids.length), [{ to: 'held', ids }]);
    }
    case 'batch.changed': {
      const ids = event.body.items.map((item) => item.definition);
      const { dropped } = event.body;
      return mark('batches', 'held', definitions(ids.length + dropped.length), [
        { to: 'same', ids: dropped, ifHeld: true },
        { to: 'held', ids },
      ]);
    }
    case 'batch.applied': {
      const { applied, leftCount } = event.body;
      const all: DiskChange[] = leftCount === 0 ? [{ to: 'same', ids: null, ifHeld: true }] : [];
      return mark('batches', 'applied', definitions(applied.length), [
        { to: 'same', ids: applied, ifHeld: true },
        ...all,
      ]);
    }
    case 'batch.discarded': {
      const to = event.body.why === 'asked' ? 'left' : 'same';
      return mark('batches', 'discarded', 'what waited', [{ to, ids: null, ifHeld: true }]);
    }
    case 'problem.found':
      return mark('problems', 'problem', event.body.path);
    case 'problem.cleared':
      return mark('problems', 'problem solved', event.body.problemId);
    case 'config.reloaded':
      return mark('settings', 'settings', 'workspace settings');
    case 'config.refused':
      return mark('settings', 'settings refused', event.body.path);
    case 'root.lost':
      return mark('watch', 'folder lost', event.body.root);
    case 'root.returned':
      return mark('watch', 'folder back', event.body.root);
    case 'watch.degraded':
      return mark('watch', 'watch degraded', event.body.path);
    case 'watch.recovered':
      return mark('watch', 'watch recovered', event.body.path);
    case 'journal.gap':
      return mark('journal', 'gap', `history was cut: ${event.body.reason}`);
    case 'journal.restored':
      return mark('journal', 'journal kept', event.body.storage === 'disk' ? 'on disk' : 'in memory');
    case 'epoch.opened':
      return mark('journal', 'started', `Signalbox ${event.body.build}`, [{ to: 'unknown' }]);
    default:
      // A definition's event whose subject names none: kept in sight, in the lane of what is odd.
      return mark('journal', 'gap', event.subject);
  }
}

function definitions(count: number): string {
  return `${count} definition${count === 1 ? '' : 's'}`;
}
