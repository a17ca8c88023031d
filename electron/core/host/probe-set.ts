import type { Descriptor } from './component.ts';
import type { Say } from './slot.ts';

/** What the probes of one component tell. */
export interface ProbeListener {
  readonly say: Say;
  /** Position that is the cause of what a probe says of itself. */
  readonly cause: () => string;
  /** What they say together: all ready, one not ready, or one that says it must be killed. With the reason and position. */
  verdict(verdict: 'ready' | 'not-ready' | 'dead', why: string, position: string): void;
}

/**
 * Begins the probes of a component that has started; answers the way to end them. Without startup and readiness probes
 * the verdict is `ready` at once.
 */
export type ProbeStarter = (
  name: string,
  descriptor: Descriptor,
  run: string | null,
  listener: ProbeListener,
) => () => void;
