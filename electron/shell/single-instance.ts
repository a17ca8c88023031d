import { app } from 'electron';
import { type Launch, parseLaunch, parseLink } from './argv.ts';

/** Opens what was asked for, now or as soon as the app can. */
export interface Inbox {
  /** Hands over what was asked for while the app was starting, and all that comes later. */
  open(listener: (launch: Launch) => void): void;
}

/**
 * Makes this the one app of its home folder. Answers null when another one runs: it is told our command line, and we
 * have nothing left to do.
 */
export function becomeTheOne(): Inbox | null {
  if (!app.requestSingleInstanceLock()) return null;
  const waiting: Launch[] = [];
  let listener: ((launch: Launch) => void) | null = null;
  const take = (launch: Launch): void => {
    if (listener) listener(launch);
    else waiting.push(launch);
  };
  app.on('second-instance', (_event, argv, cwd) => take(parseLaunch(argv, app.isPackaged, cwd)));
  // macOS hands links and dropped folders over as events, whether the app was running or not.
  app.on('open-url', (event, link) => {
    event.preventDefault();
    take(parseLink(link));
  });
  app.on('open-file', (event, folder) => {
    event.preventDefault();
    take({ folder, trusted: false, fault: null });
  });
  return {
    open(next) {
      listener = next;
      for (const launch of waiting.splice(0)) next(launch);
    },
  };
}
