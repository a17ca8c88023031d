import type { Envelope } from '../../shared/envelope.ts';
import type { Gauges, GaugeTopic } from '../../shared/gauges.ts';
import type { ClientFrame, ServerFrame } from '../../shared/rpc.ts';
import type { State } from '../../shared/state.ts';
import type { Connection as Status, Welcome } from '../stores/workspace-store.ts';
import { backoffMs } from './backoff.ts';
import type { ClientPort, OpenPort } from './client-port.ts';
import { onNextFrame } from './frame-clock.ts';
import { type Applied, createInbox, type Inbox } from './inbox.ts';
import { createLogViews, type LogView, type LogViewer } from './log-views.ts';
import { connectionLost, createPendingCalls } from './pending-calls.ts';

/** Where what arrives goes. */
export interface Sink {
  status(status: Status): void;
  /** The state to fold on from. */
  state(): State;
  applied(applied: Applied): void;
  gauges(values: Partial<Gauges>): void;
  /** What the gauges said is not known any more. */
  noGauges(): void;
}

export interface ConnectionOptions {
  readonly openPort: OpenPort;
  readonly sink: Sink;
  /** Id of the workspace to serve; null for the current one. */
  readonly workspace: string | null;
  readonly isHidden: () => boolean;
}

/** The page's line to the core; it comes back by itself until it is closed. */
export interface CoreConnection {
  /**
   * Calls one row of the table of acts. A call whose signal is aborted is taken back: the core is told, and answers that.
   *
   * @throws AppError as the core answered it; HOST_LOST without a connection, or when it is lost before the answer
   */
  call(name: string, input: unknown, signal?: AbortSignal): Promise<unknown>;
  /** Tries again now instead of at the end of the back-off. */
  retryNow(): void;
  setHidden(hidden: boolean): void;
  /** Which costly gauges are wanted from now on, also after a reconnect. */
  wantGauges(topics: readonly GaugeTopic[]): void;
  /** Opens a view of the log, which lasts over lost connections. */
  openLogView(viewer: LogViewer): LogView;
  /** Serves another workspace from now on; the sink's state must be empty by then. */
  switchTo(workspace: string): void;
  close(): void;
}

/** Connects, and stays connected. */
export function connectToCore({ openPort, sink, workspace, isHidden }: ConnectionOptions): CoreConnection {
  const calls = createPendingCalls();
  let wanted = workspace;
  let port: ClientPort | null = null;
  let inbox: Inbox = createInbox(0);
  let welcome: Welcome | null = null;
  let welcomed = false;
  let failed = 0;
  let lostAt: number | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let stopFrame: (() => void) | null = null;
  let attempt = 0;
  let closed = false;
  let topics: readonly GaugeTopic[] = [];
  const logViews = createLogViews((view, ask) => send({ t: 'log', view, ask }));
  /** Characters of log frames that were taken in since the last ack. */
  let logChars = 0;

  function send(frame: ClientFrame): void {
    port?.send(JSON.stringify(frame));
  }

  function askGauges(): void {
    send({ t: 'gauges', on: true, ...(topics.length > 0 ? { want: topics } : {}) });
  }

  async function open(): Promise<void> {
    clearTimeout(retry);
    retry = undefined;
    attempt += 1;
    const mine = attempt;
    try {
      const opened = await openPort(wanted);
      if (closed || mine !== attempt) opened.close();
      else begin(opened);
    } catch {
      if (!closed && mine === attempt) lost(false);
    }
  }

  function begin(opened: ClientPort): void {
    port = opened;
    welcomed = false;
    const { epoch, seq } = sink.state();
    inbox = createInbox(seq);
    opened.onFrame((frame) => {
      if (port === opened) receive(frame);
    });
    opened.onClose(() => {
      if (port === opened) lost(opened.wasRefused());
    });
    send({
      t: 'hello',
      ...(epoch === '' ? {} : { since: { epoch, seq } }),
      ...(wanted === null ? {} : { workspace: wanted }),
      hidden: isHidden(),
    });
  }

  function receive(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    switch (frame.t) {
      case 'welcome':
        welcomed = true;
        failed = 0;
        lostAt = null;
        welcome = {
          host: frame.host,
          build: frame.build,
          workspace: frame.workspace,
          capabilities: frame.capabilities,
        };
        sink.status({ status: 'connected', since: Date.now(), welcome });
        askGauges();
        logChars = 0;
        logViews.up();
        break;
      case 'resync':
        inbox.resync();
        break;
      case 'snap':
        inbox.snap(frame.text, frame.last, text.length);
        applySoon();
        break;
      case 'events':
        if (inbox.events(frame.events as readonly Envelope[], text.length)) applySoon();
        else drop();
        break;
      case 'gauge':
        sink.gauges(frame.values as Partial<Gauges>);
        break;
      case 'result':
        calls.resolve(frame.id, frame.value);
        break;
      case 'error':
        calls.reject(frame.id, frame.error);
        break;
      case 'log':
        logViews.said(frame.view, frame.say);
        logChars += text.length;
        applySoon();
        break;
    }
  }

  function applySoon(): void {
    stopFrame ??= onNextFrame(apply);
  }

  function apply(): void {
    stopFrame = null;
    const applied = inbox.apply(sink.state());
    if (applied.replaced || applied.events.length > 0) sink.applied(applied);
    const chars = applied.chars + logChars;
    logChars = 0;
    if (chars > 0) send({ t: 'ack', chars });
  }

  /** Closes the port ourselves; `lost` then does the rest. */
  function drop(): void {
    const old = port;
    lost(false);
    old?.close();
  }

  function lost(refused: boolean): void {
    const wasOpen = port !== null;
    port = null;
    stopFrame?.();
    stopFrame = null;
    calls.loseAll();
    logViews.down();
    sink.noGauges();
    if (closed) return;
    lostAt ??= Date.now();
    if (refused) {
      sink.status({ status: 'refused', since: lostAt });
      return;
    }
    // The core ends a line that asks for a workspace which is not open: the next one asks for the current one.
    if (wasOpen && !welcomed) wanted = null;
    const waitMs = backoffMs(failed);
    failed += 1;
    welcomed = false;
    sink.status({ status: 'disconnected', since: lostAt, retryAt: Date.now() + waitMs, welcome });
    retry = setTimeout(open, waitMs);
  }

  void open();
  return {
    async call(name, input, signal) {
      const asked = port;
      if (asked === null || !welcomed) throw connectionLost();
      signal?.throwIfAborted();
      const { id, answer } = calls.open();
      send({ t: 'call', id, name, input });
      const takeBack = () => {
        if (port === asked) send({ t: 'cancel', id });
      };
      signal?.addEventListener('abort', takeBack);
      return answer.finally(() => signal?.removeEventListener('abort', takeBack));
    },
    retryNow() {
      if (retry !== undefined) void open();
    },
    setHidden(hidden) {
      if (port !== null && welcomed) send({ t: 'hidden', hidden });
    },
    wantGauges(next) {
      topics = next;
      if (port !== null && welcomed) askGauges();
    },
    openLogView: logViews.open,
    switchTo(next) {
      wanted = next;
      const old = port;
      port = null;
      stopFrame?.();
      stopFrame = null;
      calls.loseAll();
      logViews.down();
      old?.close();
      failed = 0;
      lostAt = null;
      sink.status({ status: 'connecting', since: Date.now() });
      void open();
    },
    close() {
      closed = true;
      clearTimeout(retry);
      const old = port;
      port = null;
      stopFrame?.();
      calls.loseAll();
      logViews.down();
      old?.close();
    },
  };
}
