/** Latest values per key that are worth showing and never journaled; sent only to clients that asked, at most 4 a second. */
export interface Gauges {
  /** Paths that changed and have not settled. */
  readonly dirty: number;
  /** Branch or short commit of the enclosing git directory, null outside git. */
  readonly gitHead: string | null;
  /** Whether a git operation is going on (`index.lock` stands). */
  readonly gitBusy: boolean;
  /** Wall time of the last raw file event, epoch ms. */
  readonly lastEventAt: number | null;
  /** Journal events in the last second. */
  readonly eventsPerSecond: number;
}
