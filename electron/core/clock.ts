/** The two clocks everything measures with; a parameter, so that tests can turn them back. */
export interface Clock {
  /** Wall time, epoch ms. May jump and may go back. */
  now(): number;
  /** Milliseconds from a fixed point of this process; never goes back. */
  mono(): number;
}

/** The clocks of the machine. */
export const systemClock: Clock = { now: () => Date.now(), mono: () => performance.now() };
