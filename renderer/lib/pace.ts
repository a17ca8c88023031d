/** Does something soon, and not more often than anybody can see. */
export interface Pace {
  /** Asks for it: it is done now, or when it is time; asking again meanwhile changes nothing. */
  ask(): void;
  /** Calls off what was asked for and not done yet. */
  stop(): void;
}

/** How much is done: so many times at once, and after that once each time this many ms have passed. */
export interface PaceLimits {
  readonly atOnce: number;
  readonly everyMs: number;
}

/** Makes a pace: the first of many are done at once, and what is asked for last is always done. `now` is a steady clock, ms. */
export function createPace(
  act: () => void,
  { atOnce, everyMs }: PaceLimits,
  now: () => number = () => performance.now(),
): Pace {
  let left = atOnce;
  let filledAt = now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function fill(): void {
    const gained = Math.floor((now() - filledAt) / everyMs);
    left = Math.min(atOnce, left + gained);
    filledAt = left === atOnce ? now() : filledAt + gained * everyMs;
  }

  function take(): void {
    left -= 1;
    act();
  }

  return {
    ask() {
      if (timer !== undefined) return;
      fill();
      if (left > 0) return take();
      timer = setTimeout(
        () => {
          timer = undefined;
          fill();
          take();
        },
        Math.max(1, filledAt + everyMs - now()),
      );
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
