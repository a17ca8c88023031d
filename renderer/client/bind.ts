import { canonical } from '../../shared/canonical.ts';
import { snapshotOf } from '../../shared/snapshot.ts';
import { EMPTY_STATE } from '../../shared/state.ts';
import { gaugeStore } from '../stores/gauge-store.ts';
import { history } from '../stores/history.ts';
import { workspaceStore } from '../stores/workspace-store.ts';
import { currentConnection, setConnection } from './calls.ts';
import type { OpenPort } from './client-port.ts';
import { type CoreConnection, connectToCore } from './connection.ts';
import { loadOlder } from './older-history.ts';
import { rememberWorkspace } from './token.ts';

declare global {
  interface Window {
    /** The folded state as canonical JSON: for support, and for comparing with what the core says. */
    signalboxState?: () => string;
  }
}

/** Connects the stores to the core: the one writer of everything the core tells. Answers how to let go. */
export function bindClient(openPort: OpenPort, workspace: string | null): () => void {
  const connection = connectToCore({
    openPort,
    workspace,
    isHidden: () => document.hidden,
    sink: {
      status: (status) => workspaceStore.setState({ connection: status }),
      state: () => workspaceStore.getState().state,
      applied({ state, replaced, events }) {
        workspaceStore.setState({ state });
        if (replaced) refillHistory();
        history.add(events);
      },
      gauges: (values) => gaugeStore.setState(values),
      noGauges: () => gaugeStore.setState({}, true),
    },
  });
  setConnection(connection);
  const stopListening = listenToPage(connection);
  window.signalboxState = copyOfState;
  return () => {
    stopListening();
    setConnection(null);
    connection.close();
  };
}

/** The folded state as canonical JSON. */
export function copyOfState(): string {
  return canonical(snapshotOf(workspaceStore.getState().state));
}

/** Shows another open workspace. */
export function switchWorkspace(id: string): void {
  workspaceStore.setState({ state: EMPTY_STATE });
  history.clear();
  rememberWorkspace(sessionStorage, id);
  currentConnection()?.switchTo(id);
}

/** After a snapshot nobody knows which events were missed: the lists begin anew from the journal. */
function refillHistory(): void {
  history.clear();
  // Without its history the page still shows what is true; the next snapshot, or a scroll to the end, tries again.
  loadOlder().catch(() => {});
}

function listenToPage(connection: CoreConnection): () => void {
  const retry = () => connection.retryNow();
  const onVisibility = () => {
    connection.setHidden(document.hidden);
    if (!document.hidden) retry();
  };
  window.addEventListener('online', retry);
  window.addEventListener('focus', retry);
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    window.removeEventListener('online', retry);
    window.removeEventListener('focus', retry);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
