import type { Clock } from '../../clock.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Entries } from '../entries.ts';
import type { Kind, NamedReference } from '../kinds/kind.ts';
import type { Lane } from '../lane.ts';
import type { FieldAt } from '../loader.ts';
import type { Entry } from '../types.ts';
import { directoriesOf, factsOf } from './facts.ts';
import { type Finding, findingsOf } from './findings.ts';
import { createNear, type Near } from './near.ts';
import { placesIn, type TextSources } from './places.ts';
import { createReferenceIndex, type Facts, type ReferenceIndex } from './reference-index.ts';
import { findingWords } from './words.ts';

/** Longest stretch of work on the main loop before others get their turn, ms. */
const SLICE_MS = 8;
/** After this long the definitions that wait to be swapped get their turn; the rest of the check follows them, ms. */
const TURN_MS = 40;

/** Texts that are looked into at the same time: as many as travel to the parser's thread together. */
const READING = 100;
/** Texts that are kept until what they name was checked, bytes. */
const RECENT_BYTES = 32 * 2 ** 20;
/** Longest name that an event carries, characters. */
const NAME_CHARS = 1_000;

/** The check of what definitions name, kept in step with what serves. */
export interface References {
  readonly index: ReferenceIndex;
  /** What serves under an id is another than before, as the event at this position says. */
  changed(entry: Entry, position: string): void;
  /** The first scan was taken in: what was gathered until now is checked, and every change from now on. */
  begin(): void;
  /** A problem that was found here and still stands. */
  told(problemId: string): Told | undefined;
  /** Problems of one definition that were found here and still stand. */
  toldOf(definition: string): Iterable<Told>;
  /** Places of fields in the text that serves. */
  places(entry: Entry, fields: readonly FieldAt[]): ReturnType<typeof placesIn>;
  readonly entries: Entries;
}

/** A problem as it was told. */
export interface Told {
  readonly definition: string;
  readonly at: FieldAt;
  readonly path: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** Hash of the text it was located in. */
  readonly hash: string;
}

interface ReferencesOptions {
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  readonly entries: Entries;
  readonly kinds: readonly Kind[];
  readonly lane: Lane;
  readonly signal: AbortSignal;
  readonly sources: Omit<TextSources, 'recent'>;
}

/** Starts the check. It works in the lane of the definitions, so that what it looks at stands still. */
export function createReferences(options: ReferencesOptions): References {
  const { journal, clock, entries, lane, signal } = options;
  const directories = directoriesOf(options.kinds);
  const index = createReferenceIndex();
  /** Definitions that changed, and those whose findings may differ, each with the event that made it so. */
  const dirty = new Map<string, string>();
  const affected = new Map<string, string>();
  const told = new Map<string, Map<string, Told>>();
  /** What was just read, so that it need not be read again to tell where a name stands. */
  const recent = new Map<string, Uint8Array>();
  let recentBytes = 0;
  const sources: TextSources = { ...options.sources, recent: (hash) => recent.get(hash) };
  let hasBegun = false;
  let isScheduled = false;

  function schedule(): void {
    if (!hasBegun || isScheduled || signal.aborted) return;
    isScheduled = true;
    void lane.run(async () => {
      isScheduled = false;
      await takeIn();
      await tellSome();
      if (dirty.size + affected.size > 0) schedule();
      else forgetTexts();
    });
  }

  function keepText({ files, loaded }: Entry): void {
    for (const { hash, bytes } of files.values()) {
      if (!bytes || hash === null || hash !== loaded?.hash || recent.has(hash)) continue;
      if (recentBytes + bytes.length > RECENT_BYTES) return;
      recent.set(hash, bytes);
      recentBytes += bytes.length;
    }
  }

  function forgetTexts(): void {
    recent.clear();
    recentBytes = 0;
  }

  /** First everything that changed, then what follows from it: a change of many files is looked at as one. */
  async function takeIn(): Promise<void> {
    const breathe = breather(clock);
    for (const [id, position] of dirty) {
      dirty.delete(id);
      for (const other of index.set(id, factsOf(entries.get(id), directories))) mark(affected, other, position);
      await breathe();
    }
  }

  async function tellSome(): Promise<void> {
    const until = clock.mono() + TURN_MS;
    const breathe = breather(clock);
    const near = createNear(index);
    const reading = new Set<Promise<void>>();
    for (const [id, position] of affected) {
      if (signal.aborted || clock.mono() > until) break;
      affected.delete(id);
      const work = tell(id, position, near).finally(() => reading.delete(work));
      reading.add(work);
      if (reading.size >= READING) await Promise.race(reading);
      await breathe();
    }
    await Promise.all(reading);
  }

  async function tell(id: string, cause: string, near: Near): Promise<void> {
    const entry = entries.get(id);
    const facts = index.facts(id);
    const loaded = entry?.loaded;
    const findings = facts?.serves && loaded ? findingsOf(id, facts, loaded.warnings, index) : [];
    const before = told.get(id);
    if (findings.length === 0 && !before) return;
    const wanted = new Set(findings.map((finding) => finding.problemId));
    for (const problemId of [...(before?.keys() ?? [])]) if (!wanted.has(problemId)) clear(id, problemId, cause);
    if (!entry || !loaded || !facts) return;
    const fresh = findings.filter(({ problemId }) => {
      const known = before?.get(problemId);
      return known?.hash !== loaded.hash || known.path !== loaded.path;
    });
    const fields = fresh.map((finding) => finding.at);
    const places =
      fresh.length === 0
        ? []
        : (sources.cached(loaded.path, loaded.hash, fields) ?? (await placesIn(entry, fields, sources)));
    for (const [order, finding] of fresh.entries()) {
      const place = places[order] ?? whereWarned(finding);
      const now: Told = {
        definition: id,
        at: finding.at,
        path: loaded.path,
        line: place?.line,
        column: place?.column,
        hash: loaded.hash,
      };
      const known = told.get(id)?.get(finding.problemId);
      const stands = known?.path === now.path && known.line === now.line && known.column === now.column;
      if (known && !stands) clear(id, finding.problemId, cause);
      if (!stands) say(finding, now, cause, facts, nearOf(finding, near));
      const own = told.get(id) ?? new Map<string, Told>();
      told.set(id, own.set(finding.problemId, now));
    }
  }

  function say(finding: Finding, now: Told, cause: string, facts: Facts, near: string | null): void {
    const { problemId, rule, level, says } = finding;
    const { definition, path, line, column } = now;
    const reference = says.sort === 'reference' ? says.reference : null;
    journal.append({
      type: 'problem.found',
      subject: `definition:${definition}`,
      cause,
      body: {
        problemId,
        rule,
        level,
        definition,
        path,
        ...(line === undefined ? {} : { line }),
        ...(column === undefined ? {} : { column }),
        ...findingWords(definition, facts, finding, near),
        ...(reference === null ? {} : { refersTo: refersTo(reference, near) }),
      },
    });
  }

  function clear(id: string, problemId: string, cause: string): void {
    const own = told.get(id);
    own?.delete(problemId);
    if (own?.size === 0) told.delete(id);
    journal.append({ type: 'problem.cleared', subject: `definition:${id}`, cause, body: { problemId } });
  }

  return {
    index,
    entries,
    changed(entry, position) {
      keepText(entry);
      mark(dirty, entry.id, position);
      schedule();
    },
    begin() {
      hasBegun = true;
      if (dirty.size > 0) schedule();
    },
    told(problemId) {
      for (const own of told.values()) {
        const found = own.get(problemId);
        if (found) return found;
      }
      return undefined;
    },
    toldOf: (definition) => told.get(definition)?.values() ?? [],
    places: (entry, fields) => placesIn(entry, fields, sources),
  };
}

/** The latest event is the cause, and what changed last is looked at last. */
function mark(map: Map<string, string>, id: string, position: string): void {
  map.delete(id);
  map.set(id, position);
}

function refersTo({ kinds, name }: NamedReference, near: string | null) {
  return { kinds: [...kinds], name: name.slice(0, NAME_CHARS), ...(near === null ? {} : { near }) };
}

function nearOf({ says }: Finding, near: Near): string | null {
  return says.sort === 'reference' && says.broken === null ? near(says.reference) : null;
}

/** A warning was located when its file was read. */
function whereWarned({ says }: Finding): { line?: number | undefined; column?: number | undefined } | null {
  return says.sort === 'warning' ? says.warning : null;
}

function breather(clock: Clock): () => Promise<void> {
  let began = clock.mono();
  return async () => {
    if (clock.mono() - began < SLICE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    began = clock.mono();
  };
}
