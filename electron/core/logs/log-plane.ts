import type { LogAsk, LogSay } from '../../../shared/log.ts';

/** One view of the log, for one who looks. */
export interface LogView {
  /** Asks something; what is answered goes to the `say` it was opened with, in order. */
  ask(ask: LogAsk): void;
  close(): void;
}

/** The lines of a workspace, as a client's connection reaches them. */
export interface LogPlane {
  /** Opens a view that shows nothing yet. */
  open(say: (say: LogSay) => void): LogView;
}
