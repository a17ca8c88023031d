import { AppError } from '../../../shared/errors.ts';
import { type Entries, pairRenames } from './entries.ts';
import { refuse, type StoredVersion, type SwapContext, swapIn, swapOut, tellFollowers, unchanged } from './swap.ts';
import type { Candidate, Entry, FileDoc } from './types.ts';

/** Longest stretch of work on the main loop before others get their turn, ms. */
const SLICE_MS = 8;

/** What applying needs besides swapping. */
export interface ApplyContext extends SwapContext {
  readonly entries: Entries;
  readonly lastGoodAcrossRestarts: boolean;
  /** Serves a stored version instead of the file; false when it cannot be read any more. */
  serveStored(
    entry: Entry,
    candidate: Candidate,
    version: { version: number; hash: string },
    why: StoredVersion['why'],
  ): Promise<boolean>;
  pinGone(entry: Entry): void;
  renamed(from: string, to: string): void;
}

/** Applies settled changes in an order that never shows a conflict between two of them: renames, removals, then the rest. */
export async function applyAll(context: ApplyContext, candidates: readonly Candidate[]): Promise<void> {
  const { entries, clock } = context;
  const pairs = pairRenames(
    candidates,
    (candidate) => entries.get(candidate.id)?.files.get(candidate.path)?.hash ?? null,
  );
  const paired = new Set<Candidate>();
  let began = clock.mono();
  async function breathe(): Promise<void> {
    if (clock.mono() - began < SLICE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    began = clock.mono();
  }
  for (const [removal, addition] of [...askedRenames(candidates), ...pairs]) {
    if (paired.has(addition)) continue;
    if (!(await renameEntry(context, removal, addition))) continue;
    paired.add(removal).add(addition);
    await breathe();
  }
  const rest = candidates.filter((candidate) => !paired.has(candidate));
  const ordered = [
    ...rest.filter((candidate) => candidate.change === 'remove'),
    ...rest.filter((candidate) => candidate.change !== 'remove'),
  ];
  for (const candidate of ordered) {
    await applyOne(context, candidate);
    await breathe();
  }
}

/** Renames that somebody asked for are known, whether or not the removal has settled yet. */
function askedRenames(candidates: readonly Candidate[]): [Candidate, Candidate][] {
  return candidates.flatMap((addition): [Candidate, Candidate][] => {
    const { from, kind, cause } = addition;
    if (!from) return [];
    const removal: Candidate = {
      id: from.id,
      name: from.name,
      kind,
      path: from.path,
      change: 'remove',
      doc: null,
      cause,
      timings: {},
      first: false,
    };
    return [[removal, addition]];
  });
}

async function applyOne(context: ApplyContext, candidate: Candidate): Promise<void> {
  const entry = context.entries.obtain(candidate);
  if (candidate.doc) await applyFile(context, entry, candidate, candidate.doc);
  else await applyRemoval(context, entry, candidate);
}

async function applyFile(context: ApplyContext, entry: Entry, candidate: Candidate, doc: FileDoc): Promise<void> {
  entry.files.set(doc.path, doc);
  entry.serving ??= doc.path;
  if (entry.serving !== doc.path) return sayConflict(context, entry, candidate);
  if (entry.discarded !== null && entry.discarded !== doc.hash) entry.discarded = null;
  if (!entry.loaded) await serveEarlier(context, entry, candidate, doc);
  if (!doc.outcome.ok) refuse(context, entry, candidate, doc, doc.outcome.error, doc.outcome.phase);
  else if (entry.pin) unchanged(context, entry, candidate, doc);
  else if (entry.loaded && entry.discarded === doc.hash && candidate.first) return;
  else await swapIn(context, entry, candidate, doc);
  if (entry.files.size > 1) sayConflict(context, entry, candidate);
  // The body is stored by now: what stays in memory is the value that serves, not the text as well.
  else if (entry.loaded?.hash === doc.hash) entry.files.set(doc.path, { ...doc, bytes: null });
}

/** What an earlier session decided goes on: a pin, a change that was discarded, the last good of a file that is broken. */
async function serveEarlier(context: ApplyContext, entry: Entry, candidate: Candidate, doc: FileDoc): Promise<void> {
  if (!entry.pin && candidate.first && !doc.outcome.ok && context.lastGoodAcrossRestarts) entry.pin = entry.newest;
  if (entry.pin) {
    if (await context.serveStored(entry, candidate, entry.pin, 'pinned')) return;
    entry.pin = null;
    context.pinGone(entry);
  } else if (candidate.first && entry.newest && entry.discarded !== null && entry.discarded === doc.hash) {
    await context.serveStored(entry, candidate, entry.newest, 'discarded');
  }
}

async function applyRemoval(context: ApplyContext, entry: Entry, candidate: Candidate): Promise<void> {
  if (!entry.files.delete(candidate.path)) {
    // It went before: by a rename that was asked for, or with a folder that became a definition's own.
    if (entry.files.size === 0) context.entries.forget(entry);
    return;
  }
  const [heir] = entry.files.values();
  if (!heir) {
    const pinned = entry.pin !== null;
    await swapOut(context, entry, candidate);
    context.entries.forget(entry);
    if (pinned) context.pinGone(entry);
    return;
  }
  const served = entry.serving === candidate.path;
  if (served) entry.serving = heir.path;
  sayConflict(context, entry, candidate);
  if (served && !entry.pin) await applyFile(context, entry, candidate, heir);
}

/** A removal and an addition with the same content: the definition keeps its versions under its new name. */
async function renameEntry(context: ApplyContext, removal: Candidate, addition: Candidate): Promise<boolean> {
  const entry = context.entries.get(removal.id);
  const target = context.entries.get(addition.id);
  const doc = addition.doc;
  if (!doc || !entry?.loaded || entry.refused || entry.files.size !== 1 || (target && target !== entry)) return false;
  const moved = removal.id === addition.id ? entry : context.entries.move(entry, addition);
  moved.files.clear();
  moved.files.set(doc.path, doc);
  moved.serving = doc.path;
  const loaded = { ...entry.loaded, path: doc.path };
  if (moved !== entry) {
    context.serve(entry, null);
    await tellFollowers(context, entry, 'delete');
  }
  context.serve(moved, loaded);
  if (moved !== entry) await tellFollowers(context, moved, 'addOrUpdate');
  context.journal.append({
    type: 'definition.renamed',
    subject: `definition:${moved.id}`,
    cause: addition.cause,
    also: [removal.cause],
    body: { from: entry.id, to: moved.id, path: doc.path, was: removal.path },
  });
  context.renamed(entry.id, moved.id);
  unchanged(context, moved, addition, doc);
  return true;
}

function sayConflict(context: ApplyContext, entry: Entry, candidate: Candidate): void {
  const paths = [...entry.files.keys()];
  const serving = entry.serving === null ? undefined : entry.files.get(entry.serving);
  const fault =
    paths.length > 1 ? conflictOf(entry, paths) : serving && !serving.outcome.ok ? serving.outcome.error : null;
  context.journal.append({
    type: 'definition.conflicted',
    subject: `definition:${entry.id}`,
    cause: candidate.cause,
    body: { paths, serves: entry.serving, ...(fault ? { error: fault } : {}) },
  });
}

function conflictOf(entry: Entry, paths: readonly string[]) {
  const others = paths.filter((path) => path !== entry.serving);
  const message = `${paths.length} files claim the name ${entry.id}: ${paths.join(', ')}. ${entry.serving} serves; ${others.join(', ')} ${others.length === 1 ? 'does' : 'do'} not.`;
  return new AppError('CONFLICT', message, {
    at: { path: others[0] ?? entry.serving ?? '', line: 1, column: 1 },
    subject: `definition:${entry.id}`,
  }).toWire();
}
