import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { LogSpecInput } from '../../../shared/log.ts';
import { currentConnection } from '../../client/calls.ts';
import { createLogModel, type LogModel, type ModelState } from './log-model.ts';

/** How often what stands around the list follows it, in ms: counts that race cannot be read. */
const PACE_MS = 100;

/**
 * A view of the log for as long as the component is shown; null before there is a connection to open one on. It opens
 * when there is a spec for it.
 */
export function useLogModel(spec: LogSpecInput | null): LogModel | null {
  const [model, setModel] = useState<LogModel | null>(null);
  useEffect(() => {
    const connection = currentConnection();
    if (!connection) return;
    const opened = createLogModel(connection.openLogView);
    setModel(opened);
    return () => {
      opened.close();
      setModel(null);
    };
  }, []);
  const text = spec === null ? null : JSON.stringify(spec);
  useEffect(() => {
    if (text !== null) model?.open(JSON.parse(text) as LogSpecInput);
  }, [model, text]);
  return model;
}

/** How a view stands, as often as somebody can read it. */
export function useModelState(model: LogModel | null): ModelState | null {
  const paced = useMemo(() => pacedState(model), [model]);
  return useSyncExternalStore(paced.subscribe, paced.get);
}

function pacedState(model: LogModel | null) {
  let shown = model?.state() ?? null;
  return {
    get: () => shown,
    subscribe(listener: () => void): () => void {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stop = model?.subscribe(() => {
        timer ??= setTimeout(() => {
          timer = undefined;
          shown = model.state();
          listener();
        }, PACE_MS);
      });
      return () => {
        clearTimeout(timer);
        stop?.();
      };
    },
  };
}
