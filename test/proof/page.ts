import { WebSocket } from 'ws';
import { bindClient, copyOfState } from '../../renderer/client/bind.ts';
import { call } from '../../renderer/client/calls.ts';
import type { OpenPort } from '../../renderer/client/client-port.ts';
import { connectToCore } from '../../renderer/client/connection.ts';
import { openWebSocketPort } from '../../renderer/client/web-socket-port.ts';
import { history } from '../../renderer/stores/history.ts';
import { workspaceStore } from '../../renderer/stores/workspace-store.ts';
import type { ActionName } from '../../shared/actions/all.ts';
import { canonical } from '../../shared/canonical.ts';
import { snapshotOf } from '../../shared/snapshot.ts';
import { EMPTY_STATE, type State } from '../../shared/state.ts';
import type { Host } from './host.ts';

const SOON_MS = 60_000;

/** The page's own connection, stores and fold, run here against a real host. */
export interface Page {
  state(): State;
  /** The state as canonical JSON. */
  text(): string;
  call(name: ActionName, input: unknown): Promise<any>;
  /** Resolves when something new was folded, or after a moment. */
  moved(): Promise<void>;
  /** Resolves when it is connected and has a state. */
  connected(): Promise<void>;
  /** The network fails: both ends lose the socket without a word. */
  cut(): void;
  /** As the browser's reload button: nothing is kept. */
  reload(): void;
  close(): void;
}

/** Another client that only looks. */
export interface Watcher {
  text(): string;
  seq(): number;
  close(): void;
}

const sockets = new Set<WebSocket>();

/** A socket that can be torn, which the one of Node cannot. */
class TornSocket extends WebSocket {
  constructor(address: string | URL) {
    super(address);
    this.on('error', () => {});
    sockets.add(this);
    this.once('close', () => sockets.delete(this));
  }
}

/** The few things of a browser that the client needs: a document that is visible, frames, and sockets. */
function furnish(): void {
  const document = Object.assign(new EventTarget(), { hidden: false });
  Object.assign(globalThis, {
    WebSocket: TornSocket,
    document,
    window: new EventTarget(),
    requestAnimationFrame: (callback: () => void) => setImmediate(callback),
    cancelAnimationFrame: (frame: NodeJS.Immediate) => clearImmediate(frame),
  });
}

/** Opens the page on whichever host runs now. */
export function openPage(host: () => Host): Page {
  furnish();
  const openPort: OpenPort = () => openWebSocketPort(addressOf(host()), host().token);
  let release = bindClient(openPort, null);
  return {
    state: () => workspaceStore.getState().state,
    text: copyOfState,
    call,
    moved: () => untilStore(() => true, 20).catch(() => {}),
    connected: async () => {
      const isThere = () => {
        const { state, connection } = workspaceStore.getState();
        return connection.status === 'connected' && state.epoch !== '';
      };
      if (!isThere()) await untilStore(isThere, SOON_MS);
    },
    cut() {
      for (const socket of sockets) socket.terminate();
    },
    reload() {
      release();
      workspaceStore.setState({ state: EMPTY_STATE, connection: { status: 'connecting', since: Date.now() } });
      history.clear();
      release = bindClient(openPort, null);
    },
    close: () => release(),
  };
}

/** Joins as one more client. */
export function joinAsWatcher(host: () => Host): Watcher {
  let state: State = EMPTY_STATE;
  const connection = connectToCore({
    openPort: () => openWebSocketPort(addressOf(host()), host().token),
    workspace: null,
    isHidden: () => false,
    sink: {
      status: () => {},
      state: () => state,
      applied: (applied) => {
        state = applied.state;
      },
      gauges: () => {},
      noGauges: () => {},
    },
  });
  return {
    text: () => canonical(snapshotOf(state)),
    seq: () => state.seq,
    close: () => connection.close(),
  };
}

function addressOf(host: Host): URL {
  const address = new URL('/ws', host.url);
  address.protocol = 'ws:';
  return address;
}

function untilStore(isThere: () => boolean, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = workspaceStore.subscribe(() => isThere() && end(resolve));
    const timer = setTimeout(() => end(() => reject(new Error(`the page was not there in ${withinMs} ms`))), withinMs);
    function end(how: () => void): void {
      stop();
      clearTimeout(timer);
      how();
    }
  });
}
