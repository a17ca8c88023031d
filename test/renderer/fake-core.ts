import type { ClientPort } from '../../renderer/client/client-port.ts';
import type { Envelope } from '../../shared/envelope.ts';
import type { EventBodies, EventType } from '../../shared/events/all.ts';
import { fold } from '../../shared/fold.ts';
import { type ClientFrame, type Port, portPair, type ServerFrame } from '../../shared/rpc.ts';
import { snapshotOf } from '../../shared/snapshot.ts';
import { EMPTY_STATE, type State } from '../../shared/state.ts';

export const EPOCH = 'e3f0a1b2c3d4e5f6';

/** The core's end of the wire, with a journal in memory: enough of the protocol to show what the page does with it. */
export interface FakeCore {
  /** Every frame the page sent, over all its connections. */
  readonly frames: ClientFrame[];
  /** The state as the core would have it. */
  state(): State;
  /** Journals an event; it is sent to the page unless `silent`. */
  append<T extends EventType>(type: T, subject: string, body: EventBodies[T], silent?: boolean): Envelope;
  /** Answers of calls by name: a value, or a function of the input; one that throws a WireError answers an error. */
  readonly answers: Map<string, (input: unknown) => unknown>;
  send(frame: ServerFrame): void;
  openPort(): Promise<ClientPort>;
  /** Ends the current connection from the core's side. */
  cut(): void;
  /** While false nobody answers. */
  listens: boolean;
  /** While true connections are ended as not let in. */
  refuses: boolean;
  readonly connections: () => number;
}

export function fakeCore(begin = 1_700_000_000_000): FakeCore {
  const journal: Envelope[] = [];
  const frames: ClientFrame[] = [];
  let state: State = EMPTY_STATE;
  let port: Port | null = null;
  let count = 0;

  function envelope(type: string, subject: string, body: unknown): Envelope {
    const seq = state.seq + 1;
    return {
      seq,
      epoch: EPOCH,
      host: 'h1',
      at: begin + seq,
      mono: seq,
      type,
      v: 1,
      subject,
      cause: null,
      body,
    };
  }

  function hello(frame: Extract<ClientFrame, { t: 'hello' }>): void {
    send({
      t: 'welcome',
      epoch: EPOCH,
      host: 'h1',
      build: '0.1.0',
      workspace: 'w1',
      capabilities: ['read', 'act', 'write-files'],
    });
    const { since } = frame;
    if (since?.epoch === EPOCH) {
      const missed = journal.filter((event) => event.seq > since.seq);
      if (missed.length > 0) send({ t: 'events', events: missed });
      return;
    }
    send({ t: 'resync', reason: 'first' });
    const text = JSON.stringify(snapshotOf(state));
    const cut = Math.floor(text.length / 2);
    send({ t: 'snap', text: text.slice(0, cut), last: false });
    send({ t: 'snap', text: text.slice(cut), last: true });
  }

  function answer(frame: Extract<ClientFrame, { t: 'call' }>): void {
    const { id, name, input } = frame;
    const make = core.answers.get(name);
    if (!make) return;
    try {
      send({ t: 'result', id, value: make(input) });
    } catch (error) {
      send({ t: 'error', id, error: error as never });
    }
  }

  function send(frame: ServerFrame): void {
    port?.send(JSON.stringify(frame));
  }

  const core: FakeCore = {
    frames,
    answers: new Map<string, (input: unknown) => unknown>([
      ['events', () => ({ events: [], position: `${EPOCH}:0`, oldest: null, more: false })],
      ['workspaces', () => ({ open: [], current: 'w1' })],
    ]),
    listens: true,
    refuses: false,
    connections: () => count,
    state: () => state,
    append(type, subject, body, silent = false) {
      const event = envelope(type, subject, body);
      journal.push(event);
      state = fold(state, [event]);
      if (!silent) send({ t: 'events', events: [event] });
      return event;
    },
    send,
    cut() {
      port?.close();
      port = null;
    },
    async openPort() {
      if (!core.listens) throw new Error('nobody listens');
      const [page, mine] = portPair();
      count += 1;
      port = mine;
      mine.onFrame((text) => {
        const frame = JSON.parse(text) as ClientFrame;
        frames.push(frame);
        if (frame.t === 'hello' && core.refuses) mine.close();
        else if (frame.t === 'hello') hello(frame);
        else if (frame.t === 'call') answer(frame);
      });
      return { ...page, wasRefused: () => core.refuses };
    },
  };
  core.append('epoch.opened', 'host:h1', {
    build: '0.1.0',
    shape: 1,
    durable: { workspace: { id: 'w1', root: '/home/me/desk', name: 'desk', trusted: true, readOnly: null }, pins: {} },
    reason: 'start',
  });
  return core;
}
