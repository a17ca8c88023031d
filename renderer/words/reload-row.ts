import type { Envelope, KnownEvent } from '../../shared/envelope.ts';
import type { EventType } from '../../shared/events/all.ts';
import { BATCH_SLICE } from '../../shared/events/batch.ts';
import type { Timings } from '../../shared/events/fields.ts';
import { formatPosition } from '../../shared/position.ts';
import { markOf } from '../../shared/timeline.ts';
import type { Outcome } from './outcomes.ts';

/** One line of the list of reloads: what happened, to what, and what it meant. */
export interface ReloadRow {
  /** Position of the event (`epoch:seq`): stays the same however the list moves. */
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  readonly outcome: Outcome;
  /** Its lane on the timeline: a kind of definitions, or what else it belongs to. */
  readonly lane: string;
  /** The definition it is about, with its kind and name apart; null where it is about something else. */
  readonly definition: { readonly id: string; readonly kind: string; readonly name: string } | null;
  /** What stands in the name column when no definition does. */
  readonly label: string;
  readonly version: string | null;
  readonly fields: number | null;
  readonly effect: string;
  /** Milliseconds from the change to its end, where they were measured. */
  readonly tookMs: number | null;
  /** Loaded by the first scan of a start, not by a change that was seen. */
  readonly first: boolean;
  readonly event: Envelope;
}

/** The types of events that the list shows. */
export const RELOAD_ROW_TYPES = [
  'definition.reloaded',
  'definition.refused',
  'definition.removed',
  'definition.renamed',
  'definition.conflicted',
  'definition.pinned',
  'batch.held',
  'batch.applied',
  'batch.discarded',
  'config.reloaded',
  'config.refused',
  'root.lost',
  'root.returned',
  'watch.degraded',
  'journal.gap',
] as const satisfies readonly EventType[];

type RowType = (typeof RELOAD_ROW_TYPES)[number];
type Part = Pick<ReloadRow, 'effect'> & Partial<Pick<ReloadRow, 'label' | 'version' | 'fields' | 'tookMs'>>;

const rows = new WeakMap<Envelope, ReloadRow | null>();

/** The row of an event, or null for an event the list does not show; the same event always gives the same object. */
export function reloadRow(event: Envelope): ReloadRow | null {
  const known = rows.get(event);
  if (known !== undefined) return known;
  const made = isRowEvent(event) ? makeRow(event) : null;
  rows.set(event, made);
  return made;
}

/** Whether the list shows this event. */
export function isRowEvent(event: Envelope): event is KnownEvent<RowType> {
  return (RELOAD_ROW_TYPES as readonly string[]).includes(event.type);
}

/** Milliseconds of all measured steps together; null when none was measured. */
export function totalMs(timings: { readonly [P in keyof Timings]?: number | undefined }): number | null {
  const measured = Object.values(timings).filter((value) => typeof value === 'number');
  return measured.length > 0 ? measured.reduce((sum, value) => sum + value, 0) : null;
}

function makeRow(event: KnownEvent<RowType>): ReloadRow {
  return { ...rowFrame(event), ...partOf(event) };
}

/** What every row has, whatever it is about. */
export function rowFrame(event: Envelope): ReloadRow {
  const mark = markOf(event);
  const sort = 'definition:';
  const isOfDefinition = event.subject.startsWith(sort) && !event.type.startsWith('problem.');
  const id = isOfDefinition ? event.subject.slice(sort.length) : null;
  const lane = mark?.lane ?? 'journal';
  const { first } = event.body as { readonly first?: unknown };
  return {
    id: formatPosition(event),
    seq: event.seq,
    at: event.at,
    outcome: mark?.outcome ?? 'gap',
    lane,
    definition: id ? { id, kind: lane, name: id.slice(lane.length + 1) } : null,
    label: '',
    version: null,
    fields: null,
    effect: '',
    tookMs: null,
    first: event.type === 'definition.reloaded' && first === true,
    event,
  };
}

function partOf(event: KnownEvent<RowType>): Part {
  switch (event.type) {
    case 'definition.reloaded':
      return reloadedPart(event.body);
    case 'definition.refused': {
      const { keeps, timings } = event.body;
      return {
        effect: keeps === null ? 'nothing serves' : `kept v${keeps}, still serving`,
        tookMs: totalMs(timings),
      };
    }
    case 'definition.removed': {
      const { version } = event.body;
      return {
        version: version === null ? null : `v${version}`,
        effect: version === null ? 'nothing had loaded' : `v${version} no longer serves`,
      };
    }
    case 'definition.renamed':
      return { effect: `was ${event.body.from}` };
    case 'definition.conflicted':
      return conflictedPart(event.body);
    case 'definition.pinned':
      return {
        version: `v${event.body.version}`,
        effect: `v${event.body.version} serves, whatever the file says`,
      };
    default:
      return otherPart(event);
  }
}

const HELD_WHY = {
  git: (git: string | undefined) => `git: ${git ?? 'an operation changed them'}`,
  size: () => 'many changed at once',
  manual: () => 'their kind is held by hand',
};

function otherPart(event: KnownEvent<Exclude<RowType, `definition.${string}`>>): Part {
  switch (event.type) {
    case 'batch.held': {
      const { items, reason, git } = event.body;
      const more = items.length === BATCH_SLICE ? ' or more' : '';
      return {
        label: `${count(items.length, 'definition')}${more}`,
        effect: HELD_WHY[reason](git),
      };
    }
    case 'batch.applied': {
      const { applied, leftCount } = event.body;
      return {
        label: count(applied.length, 'definition'),
        effect: leftCount > 0 ? `${leftCount} still wait` : 'nothing waits any more',
      };
    }
    case 'batch.discarded':
      return { label: 'what waited', effect: DISCARDED[event.body.why] };
    case 'config.reloaded':
      return {
        label: 'workspace settings',
        fields: event.body.changed.length,
        effect: event.body.changed.length > 0 ? listed(event.body.changed) : 'nothing changed',
      };
    case 'config.refused':
      return { label: event.body.path, effect: 'the settings before stay in force' };
    case 'root.lost':
      return { label: event.body.root, effect: 'what is loaded keeps serving' };
    case 'root.returned':
      return { label: event.body.root, effect: 'compared with the disk again' };
    case 'watch.degraded':
      return {
        label: event.body.path,
        effect: `${event.body.reason}; ${event.body.fallback}`,
      };
    case 'journal.gap': {
      const { reason, detail } = event.body;
      return { label: `history was cut here: ${detail ?? GAP[reason]}`, effect: '' };
    }
  }
}

const DISCARDED = {
  asked: 'files differ from what is loaded, by choice',
  empty: 'every file returned to what is loaded',
  superseded: 'a newer set of changes took its place',
} as const;

const GAP = {
  compacted: 'older events were dropped to keep the journal in its bounds',
  'disk-full': 'the disk was full',
  damaged: 'the journal was damaged and set aside',
  unflushed: 'the last moments before a crash were not written',
} as const;

function reloadedPart(body: KnownEvent<'definition.reloaded'>['body']): Part {
  const { version, from, fields, timings } = body;
  return {
    version: from === undefined || from === version ? `v${version}` : `v${from} → v${version}`,
    fields: from === undefined ? null : fields,
    effect: reloadedEffect(body),
    tookMs: totalMs(timings),
  };
}

function reloadedEffect(body: KnownEvent<'definition.reloaded'>['body']): string {
  const { of, touched, touchedCount, beside, warnings } = body;
  return [
    of === undefined ? '' : `serves v${of} again`,
    beside && beside.length > 0 ? `${count(beside.length, 'file')} beside it changed` : '',
    touched.length > 0 ? `touched ${listed(touched.map(touchedWords), touchedCount)}` : 'nothing runs on it',
    warnings.length > 0 ? count(warnings.length, 'warning') : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function conflictedPart({ paths, serves, error }: KnownEvent<'definition.conflicted'>['body']): Part {
  const serving = serves === null ? 'nothing serves' : `${serves} serves`;
  if (paths.length > 1) return { effect: `${paths.length} files claim the name, ${serving}` };
  return { effect: `one file claims it again${error ? ' and does not load' : ''}, ${serving}` };
}

/** What runs is told by its subject, everything else by the id of its definition. */
function touchedWords(name: string): string {
  return name.replace(/^component:/, 'component ');
}

function listed(names: readonly string[], total: number = names.length): string {
  const shown = names.slice(0, 3);
  return total > shown.length ? `${shown.join(', ')} and ${total - shown.length} more` : shown.join(', ');
}

function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? '' : 's'}`;
}
