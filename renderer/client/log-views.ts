import type { LogAsk, LogSay } from '../../shared/log.ts';

/** Who looks at a view of the log. */
export interface LogViewer {
  said(say: LogSay): void;
  /** A connection is there, a new one perhaps: whatever was asked before is forgotten there. */
  up(): void;
  /** The connection is gone, and with it every answer that is awaited. */
  down(): void;
}

/** One view of the log, over all connections until it is closed. */
export interface LogView {
  /** Asks something of the view; false when nobody hears it now. */
  ask(ask: LogAsk): boolean;
  close(): void;
}

/** The views that are open, by the names they have on the wire. */
export interface LogViews {
  open(viewer: LogViewer): LogView;
  said(view: string, say: LogSay): void;
  up(): void;
  down(): void;
}

/** Makes an empty table of views; `send` hands a question to the core. */
export function createLogViews(send: (view: string, ask: LogAsk) => void): LogViews {
  const viewers = new Map<string, LogViewer>();
  let isUp = false;
  let last = 0;

  return {
    open(viewer) {
      last += 1;
      const name = `v${last}`;
      viewers.set(name, viewer);
      if (isUp) viewer.up();
      return {
        ask(ask) {
          if (isUp && viewers.has(name)) send(name, ask);
          return isUp && viewers.has(name);
        },
        close() {
          if (viewers.delete(name) && isUp) send(name, { k: 'close' });
        },
      };
    },
    said: (view, say) => viewers.get(view)?.said(say),
    up() {
      isUp = true;
      for (const viewer of [...viewers.values()]) viewer.up();
    },
    down() {
      if (!isUp) return;
      isUp = false;
      for (const viewer of [...viewers.values()]) viewer.down();
    },
  };
}
