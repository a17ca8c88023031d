import { kindFact } from '../../../shared/definition-id.ts';
import { AppError } from '../../../shared/errors.ts';
import { tableGet } from '../../../shared/table.ts';
import { type Entries, pairRenames } from './entries.ts';
import {
  dropDiscard,
  refuse,
  type StoredVersion,
  type SwapContext,
  swapIn,
  swapOut,
  tellFollowers,
  unchanged,
} from './swap.ts';
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
  const round: Round = {
    comes: new Set(ordered.flatMap(({ id, path, doc }) => (doc ? [id, path] : []))),
    goes: new Set(ordered.flatMap(({ path, doc }) => (doc ? [] : [path]))),
    alone: new Set(),
  };
  for (const candidate of ordered) {
    await applyOne(context, candidate, round);
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

/** What is known of the changes that are applied together. */
interface Round {
  /** Ids and paths of the files that follow the removals. */
  readonly comes: ReadonlySet<string>;
  /** Paths that are gone. */
  readonly goes: ReadonlySet<string>;
  /** Definitions that lost a rival, and of whose other file a newer content follows. */
  readonly alone: Set<Entry>;
}

async function applyOne(context: ApplyContext, candidate: Candidate, round: Round): Promise<void> {
  const entry = context.entries.obtain(candidate);
  if (!candidate.doc) return applyRemoval(context, entry, candidate, round);
  await applyFile(context, entry, candidate, candidate.doc);
  if (round.alone.delete(entry) && entry.files.size === 1) sayConflict(context, entry, candidate);
}

async function applyFile(context: ApplyContext, entry: Entry, candidate: Candidate, doc: FileDoc): Promise<void> {
  entry.files.set(doc.path, doc);
  entry.serving ??= doc.path;
  if (entry.serving !== doc.path) return sayConflict(context, entry, candidate);
  if (entry.discarded !== doc.hash) dropDiscard(context, entry);
  const isFirst = candidate.first && !entry.loaded;
  if (!entry.loaded) await serveEarlier(context, entry, candidate, doc);
  if (!doc.outcome.ok) refuse(context, entry, candidate, doc, doc.outcome.error, doc.outcome.phase);
  else if (entry.pin) unchanged(context, entry, candidate, doc);
  else if (entry.loaded && entry.discarded === doc.hash && isFirst) return;
  else await swapIn(context, entry, candidate, doc);
  if (entry.files.size > 1) sayConflict(context, entry, candidate);
  // The body is stored by now: what stays in memory is the value that serves, not the text as well.
  else if (doc.bytes && entry.loaded?.hash === doc.hash) entry.files.set(doc.path, { ...doc, bytes: null });
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

async function applyRemoval(context: ApplyContext, entry: Entry, candidate: Candidate, round: Round): Promise<void> {
  if (!entry.files.delete(candidate.path)) {
    // It went before: by a rename that was asked for, or with a folder that became a definition's own.
    if (entry.files.size > 0) return;
    context.entries.forget(entry);
    return sayNeverLoaded(context, candidate);
  }
  // A rival that goes as well is no heir: nothing is loaded of a file that is not there.
  const heir = [...entry.files.values()].find(({ path }) => !round.goes.has(path));
  if (!heir && entry.files.size > 0) return;
  // What moved and was edited at once goes on serving meanwhile.
  if (!heir && round.comes.has(entry.id)) {
    entry.serving = null;
    return;
  }
  if (!heir) {
    const pinned = entry.pin !== null;
    await swapOut(context, entry, candidate);
    dropDiscard(context, entry);
    context.entries.forget(entry);
    if (pinned) context.pinGone(entry);
    return;
  }
  const served = entry.serving === candidate.path;
  if (served) entry.serving = heir.path;
  if (entry.serving !== null && round.comes.has(entry.serving)) {
    round.alone.add(entry);
    return;
  }
  sayConflict(context, entry, candidate);
  if (served) await applyFile(context, entry, candidate, heir);
}

/** A file that went before anything was decided about it leaves nothing behind, and no row that settles for ever. */
function sayNeverLoaded({ journal }: ApplyContext, { id, path, cause }: Candidate): void {
  if (tableGet(journal.state().definitions, id)?.state !== 'settling') return;
  journal.append({ type: 'definition.removed', subject: `definition:${id}`, cause, body: { path, version: null } });
}

/** Says once more what a stored version that serves does not change: that the file is broken, or has rivals. */
export function sayFaults(context: ApplyContext, entry: Entry, candidate: Candidate): void {
  const doc = entry.serving === null ? undefined : entry.files.get(entry.serving);
  if (doc && !doc.outcome.ok) refuse(context, entry, candidate, doc, doc.outcome.error, doc.outcome.phase);
  if (entry.files.size > 1) sayConflict(context, entry, candidate);
}

/** A removal and an addition with the same content: the definition keeps its versions under its new name. */
async function renameEntry(context: ApplyContext, removal: Candidate, addition: Candidate): Promise<boolean> {
  const entry = context.entries.get(removal.id);
  const target = context.entries.get(addition.id);
  const doc = addition.doc;
  if (!doc || !entry?.loaded || entry.refused || (target && target !== entry)) return false;
  // Its only file must be the one that moved: another one may have taken its name meanwhile.
  if (entry.files.size !== 1 || !entry.files.has(removal.path)) return false;
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
  const position = context.journal.append({
    type: 'definition.renamed',
    subject: `definition:${moved.id}`,
    cause: addition.cause,
    also: [removal.cause],
    body: {
      from: entry.id,
      to: moved.id,
      ...kindFact(moved.id, moved.kind.dir),
      path: doc.path,
      was: removal.path,
    },
  });
  if (moved !== entry) context.changed(entry, position);
  context.changed(moved, position);
  if (moved !== entry) context.renamed(entry.id, moved.id);
  // What waited, or was given up, was the file under its old name: under the new one it is what was asked for.
  if (!doc.outcome.ok) refuse(context, moved, addition, doc, doc.outcome.error, doc.outcome.phase);
  else if (moved.pin) unchanged(context, moved, addition, doc);
  else await swapIn(context, moved, addition, doc);
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
    body: {
      ...kindFact(entry.id, entry.kind.dir),
      paths,
      serves: entry.serving,
      ...(fault ? { error: fault } : {}),
    },
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
