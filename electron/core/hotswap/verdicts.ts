import { kindFact } from '../../../shared/definition-id.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { HotSwap } from './hot-swap.ts';
import { tellFollowers } from './swap.ts';
import type { Entry, FileDoc, Loaded } from './types.ts';

/** A version that is judged after it was swapped in. */
export interface Judged {
  readonly definition: string;
  readonly version: number;
  /** Position of the event that is the reason. */
  readonly cause: string;
}

/**
 * What runs on a version could not start with it: the file is refused, and what served before serves again. Nothing
 * happens when something else serves by now.
 *
 * @param before null where no earlier content of this definition is known: the version stays loaded then
 */
export function takeBack(hotSwap: HotSwap, judged: Judged, error: WireError, before: Loaded | null): Promise<void> {
  return hotSwap.lane.run(async () => {
    const { context } = hotSwap;
    const entry = entryOf(hotSwap, judged);
    if (!entry) return;
    if (before) {
      context.serve(entry, before);
      await tellFollowers(context, entry, 'addOrUpdate');
    }
    const position = sayRefused(hotSwap, entry, judged, error, 'start');
    if (before) context.changed(entry, position);
  });
}

/** The name inside this definition is held by another one: refused until that one lets it go. */
export function refuseRival(hotSwap: HotSwap, judged: Judged, error: WireError): Promise<void> {
  return hotSwap.lane.run(() => {
    const entry = entryOf(hotSwap, judged);
    if (entry) sayRefused(hotSwap, entry, judged, error, 'conflict');
  });
}

/** The name is free again: what is loaded counts. */
export function acceptRival(hotSwap: HotSwap, judged: Judged): Promise<void> {
  return hotSwap.lane.run(() => {
    const entry = entryOf(hotSwap, judged);
    const doc = entry && docOf(entry);
    if (!entry?.refused || !doc?.outcome.ok) return;
    entry.refused = false;
    hotSwap.context.journal.append({
      type: 'definition.unchanged',
      subject: `definition:${entry.id}`,
      cause: judged.cause,
      body: { path: doc.path, hash: doc.hash ?? '', size: doc.size, mtime: doc.mtime },
    });
  });
}

function sayRefused(
  { context }: HotSwap,
  entry: Entry,
  { cause }: Judged,
  error: WireError,
  phase: 'start' | 'conflict',
): string {
  const { id, kind, loaded } = entry;
  const doc = docOf(entry);
  entry.refused = true;
  return context.journal.append({
    type: 'definition.refused',
    subject: `definition:${id}`,
    cause,
    body: {
      path: doc?.path ?? loaded?.path ?? '',
      ...kindFact(id, kind.dir),
      hash: doc?.hash ?? null,
      size: doc?.size ?? 0,
      mtime: doc?.mtime ?? 0,
      phase,
      error,
      // A name that is taken leaves nothing of it in use; a version that did not start leaves the one before it.
      keeps: phase === 'conflict' ? null : (loaded?.version ?? null),
      ...(phase === 'start' && loaded ? { serves: loaded.hash } : {}),
      timings: {},
    },
  });
}

function entryOf(hotSwap: HotSwap, { definition, version }: Judged): Entry | undefined {
  const entry = hotSwap.entries.get(definition);
  return entry?.loaded?.version === version ? entry : undefined;
}

function docOf(entry: Entry): FileDoc | undefined {
  return entry.serving === null ? undefined : entry.files.get(entry.serving);
}
