import type { LogStreamFacts } from '../../../shared/actions/log.ts';
import { LOG_CHANNELS, LOG_LEVELS, type LogChannel, type LogSpecInput } from '../../../shared/log.ts';
import { type LogPrefs, type Narrowing, streamKey } from '../../stores/log-store.ts';

/** What decides which lines are shown. */
export interface SpecParts {
  readonly workspace: string;
  /** None means all. */
  readonly items: readonly string[];
  /** The streams there are, as far as they are known. */
  readonly streams: readonly LogStreamFacts[];
  readonly prefs: LogPrefs;
  readonly narrowing: Narrowing;
  readonly foldedRuns: readonly string[];
  /** Only lines since this reload, and those unlike any before it marked. */
  readonly since: { readonly seq: number; readonly at: number } | null;
}

/** The streams that belong to some items; none means all. */
export function streamsOf(items: readonly string[], streams: readonly LogStreamFacts[]): readonly LogStreamFacts[] {
  return items.length === 0 ? streams : streams.filter(({ item }) => items.includes(item));
}

/** Channels that these streams have, in their fixed order. */
export function channelsOf(streams: readonly LogStreamFacts[]): readonly LogChannel[] {
  return LOG_CHANNELS.filter((channel) => streams.some((one) => one.channel === channel));
}

/** The moment up to which any of some streams was cleared, epoch ms; null when none was. */
export function clearedAt(parts: Pick<SpecParts, 'workspace' | 'items' | 'streams' | 'prefs'>): number | null {
  const times = streamsOf(parts.items, parts.streams).map(
    ({ stream }) => parts.prefs.cleared[streamKey(parts.workspace, stream)] ?? 0,
  );
  const last = Math.max(0, ...times);
  return last === 0 ? null : last;
}

/** What the core is asked for. */
export function specOf(parts: SpecParts): LogSpecInput {
  const { items, streams, prefs, narrowing, foldedRuns, since } = parts;
  const from = Math.max(clearedAt(parts) ?? 0, since?.at ?? 0);
  return {
    streams: namesOf(items, streams, narrowing.without),
    include: [...narrowing.include],
    exclude: [...narrowing.exclude],
    ...(narrowing.levels === null ? {} : { levels: LOG_LEVELS.filter((level) => narrowing.levels?.includes(level)) }),
    ...(from === 0 ? {} : { from }),
    ...(since === null ? {} : { unlike: { seq: since.seq } }),
    fold: prefs.fold,
    foldedRuns: [...foldedRuns],
  };
}

/** Names by pattern as long as nothing is left out, so that a stream that is yet to come is shown too. */
function namesOf(
  items: readonly string[],
  streams: readonly LogStreamFacts[],
  without: readonly LogChannel[],
): string[] {
  const known = streamsOf(items, streams);
  const left = known.filter(({ channel }) => !without.includes(channel)).map(({ stream }) => stream);
  if (left.length === known.length || left.length === 0) {
    return items.length === 0 ? ['*'] : items.map((item) => `${item}/*`);
  }
  return left.slice(0, 200);
}
