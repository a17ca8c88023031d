import { kindFact } from '../../../shared/definition-id.ts';
import { diffFields } from '../../../shared/diff.ts';
import { AppError, toWireError, type WireError } from '../../../shared/errors.ts';
import type { FieldChange, Timings } from '../../../shared/events/fields.ts';
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { BlobWrite, VersionRow } from '../journal/protocol.ts';
import type { Action, Reloadable } from './reloadable.ts';
import type { Touched } from './touched.ts';
import type { Candidate, Entry, FileDoc, Loaded } from './types.ts';

/** Changed fields an event tells at most, and the characters they may take; the rest is counted. */
const DIFF_FIELDS = 100;
const DIFF_CHARS = 12_000;

/** What swapping needs of its owner. */
export interface SwapContext {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly reloadables: ReadonlyMap<string, readonly Reloadable[]>;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
  /** Versions and their bodies are gathered here and stored once per batch. */
  readonly store: { rows: VersionRow[]; blobs: BlobWrite[] };
  /** A change that was given up is not what is on disk any more. */
  discardGone(entry: Entry): void;
  /** The entry whose value the built-in registries may read while followers are told. */
  serve(entry: Entry, loaded: Loaded | null): void;
  /** What the change of an entry reaches, as it is known now. */
  touched(entry: Entry): Touched;
  /** What serves under a name is another than before, as the event at this position says. */
  changed(entry: Entry, position: string): void;
}

/** A stored version that is to serve instead of the file: which one it brings back, and why. */
export interface StoredVersion {
  readonly of: number;
  readonly why: 'pinned' | 'discarded';
}

/** Swaps a file that loads into place: followers first, then the fact. A follower that refuses keeps the last good. */
export async function swapIn(
  context: SwapContext,
  entry: Entry,
  candidate: Candidate,
  doc: FileDoc,
  stored?: StoredVersion,
): Promise<void> {
  if (!doc.outcome.ok || doc.hash === null) return;
  const { journal, clock } = context;
  const began = clock.mono();
  const before = entry.loaded;
  const beside = candidate.beside ?? [];
  const of = stored?.of ?? candidate.of;
  const sameContent = before?.hash === doc.hash && of === undefined;
  if (sameContent && beside.length === 0 && !candidate.again) return unchanged(context, entry, candidate, doc);

  const resumes = before === null && entry.newest?.hash === doc.hash;
  const version = sameContent
    ? before.version
    : resumes
      ? (entry.newest?.version ?? 1)
      : (entry.newest?.version ?? 0) + 1;
  const { value, aliases, warnings } = doc.outcome;
  const next: Loaded = { version, hash: doc.hash, at: clock.now(), value, path: doc.path, aliases, warnings };
  context.serve(entry, next);
  const fault = await tellFollowers(context, entry, 'addOrUpdate');
  if (fault) {
    context.serve(entry, before);
    await tellFollowers(context, entry, before ? 'addOrUpdate' : 'delete');
    return refuse(context, entry, candidate, doc, fault, 'apply');
  }
  const from = before?.version ?? (resumes ? undefined : entry.newest?.version);
  if (!sameContent) entry.newest = { version, hash: doc.hash };
  entry.refused = false;
  if (!stored) dropDiscard(context, entry);
  const { diff, fields } = tellableDiff(before?.value, doc.outcome.value);
  const position = journal.append({
    type: 'definition.reloaded',
    subject: `definition:${entry.id}`,
    cause: candidate.cause,
    ...(candidate.also ? { also: candidate.also } : {}),
    body: {
      path: doc.path,
      ...(before && before.path !== doc.path ? { was: before.path } : {}),
      version,
      ...(from === undefined ? {} : { from }),
      ...(of === undefined ? {} : { of }),
      ...(stored ? { stored: stored.why } : {}),
      hash: doc.hash,
      size: doc.size,
      mtime: doc.mtime,
      change: before || from !== undefined ? 'update' : 'add',
      ...(candidate.first ? { first: true } : {}),
      diff: sameContent ? [] : diff,
      fields: sameContent ? 0 : fields,
      timings: fullTimings(candidate.timings, clock.mono() - began),
      rule: entry.kind.dir,
      // A first scan touches nothing: all of it comes at once.
      ...(candidate.first ? { touched: [] } : context.touched(entry)),
      warnings: warnings.slice(0, 50).map(({ field: _field, ...warning }) => warning),
      ...(beside.length > 0 ? { beside: beside.slice(0, 20) } : {}),
    },
  });
  context.changed(entry, position);
  if (!sameContent && !resumes) storeVersion(context, entry, next, doc, of ?? null);
}

/** Forgets that a change was given up, also for the next session. */
export function dropDiscard(context: SwapContext, entry: Entry): void {
  if (entry.discarded === null) return;
  entry.discarded = null;
  context.discardGone(entry);
}

/** Says that a file does not load; what is loaded keeps serving. */
export function refuse(
  context: SwapContext,
  entry: Entry,
  candidate: Candidate,
  doc: FileDoc,
  error: WireError,
  phase: 'read' | 'parse' | 'validate' | 'apply',
): void {
  entry.refused = true;
  const position = context.journal.append({
    type: 'definition.refused',
    subject: `definition:${entry.id}`,
    cause: candidate.cause,
    body: {
      path: doc.path,
      ...kindFact(entry.id, entry.kind.dir),
      hash: doc.hash,
      size: doc.size,
      mtime: doc.mtime,
      phase,
      error: withoutLongDetail(error),
      keeps: entry.loaded?.version ?? null,
      timings: candidate.timings,
    },
  });
  // Nothing that serves changed, but a name that was unknown may now be known as one that does not load.
  if (!entry.loaded) context.changed(entry, position);
}

/** Says that what is loaded stays as it is while the facts of the disk changed: same content, or pinned. */
export function unchanged(context: SwapContext, entry: Entry, candidate: Candidate, doc: FileDoc): void {
  entry.refused = false;
  context.journal.append({
    type: 'definition.unchanged',
    subject: `definition:${entry.id}`,
    cause: candidate.cause,
    body: { path: doc.path, hash: doc.hash ?? '', size: doc.size, mtime: doc.mtime },
  });
}

/** Drops a definition whose last file is gone. */
export async function swapOut(context: SwapContext, entry: Entry, candidate: Candidate): Promise<void> {
  const version = entry.loaded?.version ?? null;
  context.serve(entry, null);
  await tellFollowers(context, entry, 'delete');
  const position = context.journal.append({
    type: 'definition.removed',
    subject: `definition:${entry.id}`,
    cause: candidate.cause,
    body: { path: candidate.path, ...kindFact(entry.id, entry.kind.dir), version },
  });
  context.changed(entry, position);
}

/** Tells every follower of a kind, each for itself; answers the first fault, in the travelling form. */
export async function tellFollowers(context: SwapContext, entry: Entry, action: Action): Promise<WireError | null> {
  let fault: WireError | null = null;
  for (const follower of context.reloadables.get(entry.kind.dir) ?? []) {
    try {
      await follower.reload(entry.name, action, context.signal);
    } catch (error) {
      context.log(
        `a follower of ${entry.kind.dir} refused ${entry.name}: ${error instanceof Error ? error.stack : String(error)}`,
      );
      fault ??= toWireError(
        error instanceof AppError
          ? error
          : new AppError(
              'SCHEMA',
              `What uses ${entry.id} refused it: ${error instanceof Error ? error.message : String(error)}`,
            ),
      );
    }
  }
  return fault;
}

/** The part of a difference that fits an event. */
export function tellableDiff(before: unknown, after: unknown): { diff: FieldChange[]; fields: number } {
  if (before === undefined) return { diff: [], fields: 0 };
  const all = diffFields(before, after);
  const diff: FieldChange[] = [];
  let chars = 0;
  for (const change of all.slice(0, DIFF_FIELDS)) {
    chars += JSON.stringify(change).length;
    if (chars > DIFF_CHARS) break;
    diff.push(change);
  }
  return { diff, fields: all.length };
}

function storeVersion(context: SwapContext, entry: Entry, loaded: Loaded, doc: FileDoc, of: number | null): void {
  const { version, hash, at, path } = loaded;
  context.store.rows.push({ definition: entry.id, version, hash, at, size: doc.size, path, of });
  if (doc.bytes) context.store.blobs.push({ hash, bytes: doc.bytes });
}

function fullTimings(timings: Partial<Timings>, swap: number): Timings {
  const { settle = 0, read = 0, parse = 0, validate = 0 } = timings;
  return {
    settle: round(settle),
    read: round(read),
    parse: round(parse),
    validate: round(validate),
    swap: round(swap),
  };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** Further faults of a file travel only while they are few: the first one is what has to be mended first. */
function withoutLongDetail(error: WireError): WireError {
  if (JSON.stringify(error).length < 16_000) return error;
  const { detail: _dropped, ...rest } = error;
  return rest;
}
