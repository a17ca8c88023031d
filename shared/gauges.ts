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
  /** Agents that are being fetched, by connection: bytes so far and in all (null when nobody says), bytes a second. */
  readonly downloads?: Readonly<
    Record<string, { readonly bytes: number; readonly total: number | null; readonly rate: number }>
  >;
  /** How far jobs say they are, by id: a part of 1, and in their own words. */
  readonly progress?: Readonly<Record<string, { readonly part: number; readonly text: string }>>;
  /** What the process tree of each living component uses, by name. */
  readonly usage?: Readonly<Record<string, UsageGauge>>;
}

/** What a component uses: CPU in percent of one core, memory in bytes. */
export interface UsageGauge {
  readonly cpu: number;
  readonly memory: number;
  /** A process of it that is suspended, by a signal or a debugger. */
  readonly suspended?: number;
}

/** Gauges that are costly to measure, so only while a client says that it wants them. */
export type GaugeTopic = 'usage';
