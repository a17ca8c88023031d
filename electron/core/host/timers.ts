/** Something that happens later; a parameter, so that tests can let time pass at once. */
export interface Timers {
  /** Calls back after some milliseconds; answers the way to call it off. */
  after(ms: number, callback: () => void): () => void;
}

/** The timers of the machine. They do not keep the process alive. */
export const systemTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
