import { setTimeout as sleep } from 'node:timers/promises';
import { type Corpus, differences, type Shape } from './corpus.ts';
import type { BenchHost } from './host.ts';
import { steadyMs } from './machine.ts';

/** What stands in the way while a burst is written. */
export interface Hindrance {
  /** Blocks the host's main loop, or its watch worker, for this many milliseconds from right before the first write. */
  readonly block?: 'main' | 'watch';
  readonly ms?: number;
}

/** How one burst was taken in. Times in ms. */
export interface TakenIn {
  readonly writeMs: number;
  /** From the last write (or the end of the block, if that came later) until all was right. */
  readonly afterMs: number;
  /** How much later than the last write the block ended. */
  readonly blockedMs: number;
  /** Definitions that are not as on disk in the end. */
  readonly lost: number;
  /** Raw events the watcher was given. */
  readonly rawEvents: number;
}

const LOOK_MS = 50;
const GIVE_UP_MS = 60_000;
/** What is right must stay right for this long before the next burst. */
const REST_MS = 600;

/**
 * Writes one burst and waits until the host has taken it in.
 *
 * @param until `loaded`: every definition is loaded as on disk; `planned`: or waits in the batch with what is on disk
 */
export async function takeIn(
  host: BenchHost,
  corpus: Corpus,
  shape: Shape,
  until: 'loaded' | 'planned',
  hindrance: Hindrance = {},
): Promise<TakenIn> {
  const burst = corpus.plan(shape);
  await host.ask('expect', burst.expected);
  const { rawEvents } = await host.ask('health');
  const blockedUntil = await begin(host, hindrance);
  const began = steadyMs();
  const written = burst.write();
  // A plan waits for the end of git's operation, which comes after its last write.
  const ended = until === 'planned' ? steadyMs() : written;
  const free = Math.max(ended, blockedUntil);
  await settled(host, until, free);
  await sleep(REST_MS);
  // What became wrong again meanwhile counts with the time at which it was right for good.
  const right = await settled(host, until, free);
  const health = await host.ask('health');
  const lost = until === 'loaded' ? differences(await host.ask('loaded'), corpus.onDisk()) : right.wrong;
  return {
    writeMs: ended - began,
    afterMs: Math.max(0, right.at - free),
    blockedMs: free - ended,
    lost,
    rawEvents: health.rawEvents - rawEvents,
  };
}

async function begin(host: BenchHost, { block, ms = 0 }: Hindrance): Promise<number> {
  if (block === undefined) return 0;
  const { until } = await host.ask(block === 'main' ? 'blockMain' : 'blockWatch', ms);
  // The block begins a turn after the answer left.
  await sleep(10);
  return until;
}

/** Waits until all is right or it has taken too long, which counts as the time it was given up. */
export async function settled(
  host: BenchHost,
  until: 'loaded' | 'planned',
  from: number,
): Promise<{ at: number; wrong: number }> {
  for (;;) {
    const state = await host.ask('state');
    const at = state[until];
    if (at !== null) return { at, wrong: 0 };
    const now = steadyMs();
    const wrong = until === 'loaded' ? state.wrongLoaded : state.wrongPlanned;
    if (now - from > GIVE_UP_MS) return { at: now, wrong };
    await sleep(LOOK_MS);
  }
}
