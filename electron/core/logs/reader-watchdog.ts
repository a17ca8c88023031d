import type { Pulse } from './reader-pulse.ts';

/** The thread is looked at this often, milliseconds. */
const LOOK_MS = 250;
/** Looks without a sign of life after which it is given up: two seconds, counted in turns of our own loop. */
const LOOKS = 8;

/** Watches over the reader's thread. */
export interface Watchdog {
  start(): void;
  stop(): void;
}

/** Makes a watchdog. `giveUp` is told the mark of the pattern that does not end. */
export function createWatchdog(pulse: Pulse, giveUp: (mark: number) => void): Watchdog {
  let timer: NodeJS.Timeout | null = null;
  let last = -1;
  let looks = 0;

  function look(): void {
    const { beats, tried } = pulse.read();
    looks = tried !== 0 && beats === last ? looks + 1 : 0;
    last = beats;
    if (looks < LOOKS) return;
    looks = 0;
    giveUp(tried);
  }

  return {
    start() {
      timer ??= setInterval(look, LOOK_MS).unref();
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}
