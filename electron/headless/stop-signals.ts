/** Waits for the system or the user to ask for the end. */
export interface StopSignals {
  /** Resolved by the first signal, with its name. */
  readonly asked: Promise<NodeJS.Signals>;
  /** Stops listening. */
  dispose(): void;
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Listens for the signals that end a program. The first asks for an orderly end; the second calls `onImpatient`, which
 * is expected to end the process at once.
 */
export function listenForStop(onImpatient: (signal: NodeJS.Signals) => void): StopSignals {
  let count = 0;
  let resolveAsked: (signal: NodeJS.Signals) => void = () => {};
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    resolveAsked = resolve;
  });
  function onSignal(signal: NodeJS.Signals): void {
    count += 1;
    if (count === 1) resolveAsked(signal);
    else onImpatient(signal);
  }
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    asked,
    dispose() {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
