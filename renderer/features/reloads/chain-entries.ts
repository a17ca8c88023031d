import type { Envelope } from '../../../shared/envelope.ts';
import { formatPosition } from '../../../shared/position.ts';

/** One line of a cause chain. */
export interface ChainEntry {
  /** Position of the event. */
  readonly id: string;
  readonly event: Envelope;
  readonly part: 'cause' | 'selected' | 'effect';
  /** Steps below the selected event: 0 for causes and the event itself. */
  readonly depth: number;
  /** Milliseconds from the selected event; by the steady clock within one start of the host, else by wall time. */
  readonly offsetMs: number;
}

/** Lines of a chain: root first, then the event itself, then what followed from it, deeper for each step. */
export function chainEntries(
  causes: readonly Envelope[],
  selected: Envelope,
  effects: readonly Envelope[],
): ChainEntry[] {
  const own = formatPosition(selected);
  const depths = new Map([[own, 0]]);
  const ordered = inOrder(effects);
  return [
    ...inOrder(causes).map((event) => entry(event, 'cause', 0, selected)),
    entry(selected, 'selected', 0, selected),
    ...ordered.map((event) => {
      const depth = 1 + Math.max(0, ...causesOf(event).map((position) => depths.get(position) ?? 0));
      depths.set(formatPosition(event), depth);
      return entry(event, 'effect', depth, selected);
    }),
  ];
}

/** Signed distance in time, `−26.6 ms` before and `+1.24 s` after. */
export function formatOffset(offsetMs: number, formatMs: (ms: number) => string): string {
  const sign = offsetMs < 0 ? '−' : '+';
  return `${sign}${formatMs(Math.abs(offsetMs))}`;
}

function entry(event: Envelope, part: ChainEntry['part'], depth: number, selected: Envelope): ChainEntry {
  const offsetMs = event.epoch === selected.epoch ? event.mono - selected.mono : event.at - selected.at;
  return { id: formatPosition(event), event, part, depth, offsetMs };
}

function inOrder(events: readonly Envelope[]): Envelope[] {
  return [...events].sort((one, other) => one.seq - other.seq);
}

function causesOf(event: Envelope): string[] {
  return [event.cause ?? '', ...(event.also ?? [])].map((position) => position.slice(position.indexOf('/') + 1));
}
