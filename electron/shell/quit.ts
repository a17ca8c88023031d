/** How long everything may take to stop when the system logs out, ms: it does not wait longer. */
export const LOG_OUT_MS = 5_000;

/** What the end of the app touches. */
export interface QuitParts {
  /** Stops everything that runs. */
  readonly close: () => Promise<void>;
  /**
   * Shows that things are being stopped, with a way to end at once. Resolves when the user takes it; the signal takes
   * the message away.
   */
  readonly askQuitNow: (signal: AbortSignal) => Promise<void>;
  /** Ends the process. */
  readonly exit: (code: number) => void;
  readonly log: (line: string) => void;
}

/** How the app ended. */
export type QuitEnd = 'stopped' | 'late' | 'at once';

/** The end of the app, which happens once. */
export interface Quit {
  readonly begun: boolean;
  /** Begins it; a second call, perhaps with less time, only shortens what is left. */
  begin(withinMs: number): Promise<QuitEnd>;
}

/** Stops everything, at most so long, then ends the process. */
export function createQuit({ close, askQuitNow, exit, log }: QuitParts): Quit {
  let ending: Promise<QuitEnd> | null = null;
  const late = Promise.withResolvers<QuitEnd>();
  const timers: NodeJS.Timeout[] = [];

  async function end(): Promise<QuitEnd> {
    const over = new AbortController();
    const stopped = close().then(
      (): QuitEnd => 'stopped',
      (error: unknown): QuitEnd => {
        log(`Not everything could be stopped: ${error instanceof Error ? error.message : String(error)}`);
        return 'late';
      },
    );
    const impatient = askQuitNow(over.signal).then(
      (): QuitEnd => 'at once',
      // Without a message there is still the deadline.
      () => late.promise,
    );
    const how = await Promise.race([stopped, impatient, late.promise]);
    over.abort();
    for (const timer of timers) clearTimeout(timer);
    if (how !== 'stopped') log('Signalbox ended before everything was stopped; the next start looks after the rest.');
    exit(how === 'stopped' ? 0 : 1);
    return how;
  }

  return {
    get begun() {
      return ending !== null;
    },
    begin(withinMs) {
      timers.push(setTimeout(() => late.resolve('late'), withinMs));
      ending ??= end();
      return ending;
    },
  };
}
