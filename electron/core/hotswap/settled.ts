import { kindFact } from '../../../shared/definition-id.ts';
import { AppError, type WireError } from '../../../shared/errors.ts';
import type { Journal } from '../journal/journal.ts';
import type { SettledFile } from '../watch/types.ts';
import type { SettledLoader } from './cache/settled-loader.ts';
import type { Entries } from './entries.ts';
import type { Homes } from './homes.ts';
import type { Kind } from './kinds/kind.ts';
import { definitionName } from './kinds/names.ts';
import type { LoadResult } from './loader.ts';
import type { Observers } from './observers.ts';
import type { Candidate, FileDoc, Outcome } from './types.ts';

/** What reading settled files needs, and what it remembers between two batches. */
export interface Reader {
  readonly journal: Journal;
  readonly load: SettledLoader;
  readonly entries: Entries;
  readonly kinds: readonly Kind[];
  readonly observers: Observers;
  readonly reread: (paths: string[]) => void;
  /** Files that failed to parse and are read once more, with the hash that failed. */
  readonly rereading: Map<string, string>;
  /** Position of the last `file.settled` of a path that is being read once more. */
  readonly settledAt: Map<string, string>;
  /** Removals by definition, while another file of the name is read once more: the two are decided together. */
  readonly deferred: Map<string, Candidate[]>;
  /** Definitions of the files that are being read once more, by path. */
  readonly unread: Map<string, string>;
  readonly homes: Homes;
  /** Files that could be definitions but lie in the folder of one. */
  readonly inHomes: Set<string>;
}

interface Claim {
  readonly file: SettledFile;
  readonly kind: Kind;
  readonly name: string;
  readonly id: string;
  readonly cause: string;
}

/** Settled files of one message: those that claim a definition, and those that lie beside one. */
export interface Claims {
  readonly claims: readonly Claim[];
  readonly besides: readonly { readonly file: SettledFile; readonly cause: string }[];
  readonly loaded: Promise<LoadResult[]>;
}

/** Appends the facts of settled files, in order, and begins to read them. */
export function claimSettled(reader: Reader, files: readonly SettledFile[]): Claims {
  const claims: Claim[] = [];
  const besides: { file: SettledFile; cause: string }[] = [];
  const moved = updateHomes(reader, files);
  for (const file of files) {
    const claim = claimOf(reader, file);
    const cause = sayConcerning(reader, file, claim?.id ?? null);
    if (claim) claims.push({ ...claim, cause });
    else if (file.origin !== 'start') besides.push({ file, cause });
  }
  if (moved.length > 0) reader.reread(moved);
  const readable = claims.flatMap(({ file: { path, hash, bytes, problem }, kind, name }) =>
    hash !== null && !problem ? [{ kind, name, path, hash, bytes }] : [],
  );
  return { claims, besides, loaded: readable.length > 0 ? reader.load(readable) : Promise.resolve([]) };
}

function claimOf(reader: Reader, file: SettledFile): Omit<Claim, 'cause'> | null {
  const kind = reader.kinds.find((one) => one.dir === file.rule);
  const name = kind && file.role === 'definition' ? definitionName(kind, file.path) : null;
  if (!kind || name === null) return null;
  const claim = { file, kind, name, id: `${kind.dir}/${name}` };
  if (reader.homes.ownerOfDefinition(kind, file.path) === null) {
    reader.inHomes.delete(file.path);
    return claim;
  }
  reader.inHomes.add(file.path);
  // It was a definition of its own until its folder became the home of another: it goes.
  const was = reader.entries.get(claim.id)?.files.has(file.path);
  return was ? { ...claim, file: { ...file, change: 'remove', hash: null, bytes: null } } : null;
}

/** Keeps the folders of definitions in step; answers the files whose role changed with them, to be read again. */
function updateHomes(reader: Reader, files: readonly SettledFile[]): string[] {
  const here = new Set(files.map((file) => file.path));
  const again = new Set<string>();
  for (const file of files) {
    const kind = reader.kinds.find((one) => one.dir === file.rule);
    if (!kind || file.role !== 'definition' || definitionName(kind, file.path) === null) continue;
    if (file.change === 'remove') reader.homes.remove(kind, file.path);
    else reader.homes.add(kind, file.path);
    const home = file.change === 'update' ? null : reader.homes.home(kind, file.path);
    if (home === null) continue;
    const known = file.change === 'remove' ? [...reader.inHomes] : reader.entries.paths();
    for (const path of known) {
      // A rival for the same folder stays what it is.
      const isBelow = path.startsWith(`${home}/`) && reader.homes.home(kind, path) !== home;
      if (isBelow && !here.has(path)) again.add(path);
    }
  }
  return [...again];
}

function sayConcerning(reader: Reader, file: SettledFile, definition: string | null): string {
  const again = reader.rereading.get(file.path) === file.hash ? reader.settledAt.get(file.path) : undefined;
  if (again !== undefined) return again;
  return reader.journal.append({
    type: 'file.settled',
    subject: `file:${file.path}`,
    cause: null,
    body: {
      path: file.path,
      change: file.change,
      hash: file.hash,
      size: file.size,
      mtime: Math.round(file.mtimeMs),
      rawCount: file.rawCount,
      ms: Math.round(file.settleMs * 100) / 100,
      definition,
      ...(definition === null ? {} : kindFact(definition, file.rule)),
      role: definition === null ? 'beside' : 'definition',
    },
  });
}

/** Turns what was read into candidates; a file that failed to parse is read once more before it is refused. */
export async function readClaims(reader: Reader, { claims, besides, loaded }: Claims): Promise<Candidate[]> {
  const results = await loaded;
  const candidates: Candidate[] = [];
  const again: string[] = [];
  let next = 0;
  for (const claim of claims) {
    const { file } = claim;
    const result = file.hash !== null && !file.problem ? results[next++] : undefined;
    if (result) reader.journal.masker.learn(result.secrets);
    if (result && shouldReadAgain(reader, claim, result.outcome)) {
      reader.rereading.set(file.path, file.hash ?? '');
      reader.settledAt.set(file.path, claim.cause);
      again.push(file.path);
      reader.unread.set(file.path, claim.id);
      continue;
    }
    reader.rereading.delete(file.path);
    reader.unread.delete(file.path);
    reader.settledAt.delete(file.path);
    candidates.push(candidateOf(reader, claim, result));
  }
  if (again.length > 0) reader.reread(again);
  const ready = deferRemovals(reader, candidates);
  return [...ready, ...besideCandidates(reader, besides, ready)];
}

/** A file that moved and does not parse is one change: without this its removal would be decided first. */
function deferRemovals(reader: Reader, candidates: readonly Candidate[]): Candidate[] {
  const unread = new Set(reader.unread.values());
  const ready: Candidate[] = [];
  for (const candidate of candidates) {
    const { id, doc } = candidate;
    const earlier = reader.deferred.get(id) ?? [];
    if (unread.has(id) && doc === null) reader.deferred.set(id, [...earlier, candidate]);
    else {
      reader.deferred.delete(id);
      ready.push(...earlier, candidate);
    }
  }
  return ready;
}

/** An editor that truncates, then writes, is caught between the two now and then. */
function shouldReadAgain(reader: Reader, { file }: Claim, outcome: Outcome): boolean {
  return (
    !outcome.ok && outcome.phase === 'parse' && file.origin !== 'start' && reader.rereading.get(file.path) !== file.hash
  );
}

function candidateOf(
  reader: Reader,
  { file, kind, name, id, cause }: Claim,
  result: LoadResult | undefined,
): Candidate {
  const timings = {
    settle: file.settleMs,
    read: file.readMs,
    parse: result?.parseMs ?? 0,
    validate: result?.validateMs ?? 0,
  };
  const common = { id, name, kind, path: file.path, cause, timings, first: file.origin === 'start' };
  const act = reader.observers.expected(file.path, file.hash);
  const asked = act
    ? {
        asked: true,
        also: [act.cause],
        ...(act.of === undefined ? {} : { of: act.of }),
        ...(act.from && act.path === file.path ? { from: act.from } : {}),
      }
    : {};
  if (file.change === 'remove') return { ...common, ...asked, change: 'remove', doc: null };
  const outcome: Outcome = result?.outcome ?? { ok: false, error: problemError(file), phase: 'read' };
  const doc: FileDoc = {
    path: file.path,
    hash: file.hash,
    size: file.size,
    mtime: Math.round(file.mtimeMs),
    bytes: file.bytes,
    outcome,
    ...(file.ctimeMs === undefined ? {} : { stat: { mtimeMs: file.mtimeMs, ctimeMs: file.ctimeMs, ino: file.ino } }),
    ...(result && result.secrets.length > 0 ? { holdsSecrets: true } : {}),
  };
  return { ...common, ...asked, change: file.change, doc };
}

function problemError(file: SettledFile): WireError {
  const code = file.problem?.code === 'TOO_BIG' ? 'TOO_BIG' : 'UNREADABLE';
  const message = file.problem?.message ?? 'The file could not be read.';
  return new AppError(code, message, { at: { path: file.path, line: 1, column: 1 } }).toWire();
}

/** A changed prompt or knowledge file reloads the definitions it belongs to. */
function besideCandidates(reader: Reader, besides: Claims['besides'], candidates: readonly Candidate[]): Candidate[] {
  if (besides.length === 0) return [];
  const owners = new Map<string, { files: string[]; cause: string; settle: number }>();
  for (const { file, cause } of besides) {
    const kind = reader.kinds.find((one) => one.dir === file.rule);
    const owner = kind ? reader.homes.ownerOfBeside(kind, file.path) : null;
    if (owner === null) continue;
    const files = [...(owners.get(owner)?.files ?? []), file.path];
    owners.set(owner, { files, cause, settle: file.settleMs });
  }
  const moving = new Set(candidates.map((candidate) => candidate.path));
  const result: Candidate[] = [];
  for (const [path, { files, cause, settle }] of owners) {
    if (moving.has(path)) continue;
    for (const entry of reader.entries.all()) {
      const doc = entry.files.get(path);
      // A file that waits or was given up is not what serves: what lies beside it is read when it is loaded.
      if (!doc?.outcome.ok || entry.serving !== path || entry.pin || entry.loaded?.hash !== doc.hash) continue;
      const { id, name, kind } = entry;
      result.push({
        id,
        name,
        kind,
        path,
        change: 'update',
        doc,
        cause,
        timings: { settle },
        first: false,
        beside: files,
      });
    }
  }
  return result;
}
