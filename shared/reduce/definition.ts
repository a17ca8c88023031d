import { splitDefinitionId, splitKnown } from '../definition-id.ts';
import type { Envelope } from '../envelope.ts';
import type { Definition, KindCounts } from '../state.ts';
import type { Draft, Reducers } from './draft.ts';

const RECENT_KEPT = 200;
const REMOVED_SHOWN_MS = 60_000;

type Types =
  | 'definition.reloaded'
  | 'definition.refused'
  | 'definition.removed'
  | 'definition.renamed'
  | 'definition.conflicted'
  | 'definition.unchanged'
  | 'definition.pinned'
  | 'definition.unpinned';

/** How the definition events change the state. */
export const definitionReducers: Reducers<Types> = {
  'definition.reloaded'(draft, event) {
    const { path, version, hash, size, mtime, warnings, stored, rule } = event.body;
    const id = subjectId(event);
    const before = draft.table('definitions').get(id);
    putDefinition(draft, id, {
      ...(before ?? blank(id, path, rule)),
      path,
      state: 'ok',
      // A stored version that serves changes nothing on disk.
      disk: stored ? (before?.disk ?? null) : { hash, size, mtime },
      loaded: { version, hash, at: event.at },
      batch: null,
      left: stored === 'discarded' ? 'discarded' : null,
      claims: [path],
      error: null,
      warnings: warnings.length,
      changed: event.seq,
    });
    noteRecent(draft, event);
  },

  'definition.refused'(draft, event) {
    const id = subjectId(event);
    const { path, kind, hash, size, mtime, error, keeps, serves } = event.body;
    const before = draft.table('definitions').get(id) ?? blank(id, path, kind);
    const isBack = serves !== undefined && keeps !== null;
    putDefinition(draft, id, {
      ...before,
      path,
      state: 'refused',
      disk: { hash, size, mtime },
      loaded: isBack ? { version: keeps, hash: serves, at: event.at } : before.loaded,
      left: null,
      claims: claimsWith(before, path),
      error,
      changed: event.seq,
    });
    noteRecent(draft, event);
  },

  'definition.removed'(draft, event) {
    const id = subjectId(event);
    const before = draft.table('definitions').get(id);
    if (!before) return;
    const gone = {
      disk: null,
      loaded: null,
      running: null,
      pin: null,
      batch: null,
      left: null,
      claims: [],
      error: null,
      warnings: 0,
    };
    putDefinition(draft, id, { ...before, ...gone, state: 'removed', changed: event.seq });
    draft.leaving.push([id, event.mono]);
    noteRecent(draft, event);
  },

  'definition.renamed'(draft, event) {
    const { from, to, path } = event.body;
    const before = draft.table('definitions').get(from);
    if (!before) return;
    dropDefinition(draft, from);
    const { kind, name } = splitDefinitionId(to, [event.body.kind ?? before.kind]);
    putDefinition(draft, to, { ...before, kind, name, path, batch: null, claims: [path], changed: event.seq });
    noteRecent(draft, event);
  },

  'definition.conflicted'(draft, event) {
    const id = subjectId(event);
    const { paths, serves, error } = event.body;
    const before = draft.table('definitions').get(id);
    if (!before) return;
    const alone = paths.length < 2;
    const fault = error ?? null;
    const state = alone ? (fault ? 'refused' : 'ok') : 'conflicted';
    putDefinition(draft, id, {
      ...before,
      path: serves ?? before.path,
      state,
      claims: paths,
      error: fault,
      changed: event.seq,
    });
    noteRecent(draft, event);
  },

  'definition.unchanged'(draft, event) {
    const id = subjectId(event);
    const before = draft.table('definitions').get(id);
    if (!before) return;
    const { path, hash, size, mtime } = event.body;
    putDefinition(draft, id, {
      ...before,
      path,
      state: 'ok',
      disk: { hash, size, mtime },
      left: null,
      claims: claimsWith(before, path),
      error: null,
      changed: event.seq,
    });
  },

  'definition.pinned'(draft, event) {
    const before = draft.table('definitions').get(subjectId(event));
    const { version, hash } = event.body;
    if (before) putDefinition(draft, subjectId(event), { ...before, pin: { version, hash }, changed: event.seq });
    noteRecent(draft, event);
  },

  'definition.unpinned'(draft, event) {
    const before = draft.table('definitions').get(subjectId(event));
    if (before) putDefinition(draft, subjectId(event), { ...before, pin: null, changed: event.seq });
  },
};

/** Who claims the name when this file is the one that counts: rivals stay until it is said that they went. */
function claimsWith({ claims }: Definition, path: string): readonly string[] {
  return claims.length > 1 ? claims : [path];
}

/** Writes one definition and keeps the counts per kind in step. */
export function putDefinition(draft: Draft, id: string, next: Definition): void {
  const before = draft.table('definitions').get(id);
  draft.table('definitions').put(id, next);
  if (before && countsAlike(before, next)) return;
  if (before) draft.countKind(before.kind, tally(before, -1));
  draft.countKind(next.kind, tally(next, 1));
}

/** Drops removed definitions that were shown for a minute, by the clock of the events themselves. */
export function dropLeft(draft: Draft, mono: number): void {
  while (draft.leaving[0] && draft.leaving[0][1] + REMOVED_SHOWN_MS < mono) {
    const [id] = draft.leaving.shift() as readonly [string, number];
    const definition = draft.table('definitions').get(id);
    const leavesAgain = draft.leaving.some(([other]) => other === id);
    if (definition?.state === 'removed' && !leavesAgain) dropDefinition(draft, id);
  }
}

/** A definition of which nothing is known yet but its name, its file and, where an event said it, its kind. */
export function blank(id: string, path: string, known?: string): Definition {
  const { kind, name } = splitKnown(id, known);
  return {
    kind,
    name,
    path,
    state: 'settling',
    disk: null,
    loaded: null,
    running: null,
    pin: null,
    batch: null,
    left: null,
    claims: [path],
    error: null,
    warnings: 0,
    changed: 0,
  };
}

/** Notes the position of a change that the list of recent reloads shows. */
export function noteRecent(draft: Draft, event: Envelope): void {
  draft.count('reloads', 1);
  draft.recent.push(event.seq);
  if (draft.recent.length > RECENT_KEPT) draft.recent.shift();
}

function dropDefinition(draft: Draft, id: string): void {
  const before = draft.table('definitions').get(id);
  if (!before) return;
  draft.countKind(before.kind, tally(before, -1));
  draft.table('definitions').drop(id);
}

function countsAlike(a: Definition, b: Definition): boolean {
  return (
    a.state === b.state &&
    a.kind === b.kind &&
    (a.batch === null) === (b.batch === null) &&
    (a.pin === null) === (b.pin === null)
  );
}

function tally(definition: Definition, by: number): Partial<KindCounts> {
  return {
    ...(definition.state === 'removed' ? {} : { total: by }),
    ...(definition.state === 'refused' ? { faulty: by } : {}),
    ...(definition.state === 'conflicted' ? { conflicted: by } : {}),
    ...(definition.state === 'settling' ? { settling: by } : {}),
    ...(definition.batch ? { waiting: by } : {}),
    ...(definition.pin ? { pinned: by } : {}),
  };
}

function subjectId(event: Envelope): string {
  return event.subject.slice(event.subject.indexOf(':') + 1);
}
