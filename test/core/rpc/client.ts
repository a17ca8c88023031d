import type { Caller } from '../../../electron/core/doors.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { fold } from '../../../shared/fold.ts';
import type { Position } from '../../../shared/position.ts';
import { type ClientFrame, type Port, portPair, type ServerFrame } from '../../../shared/rpc.ts';
import { type Snapshot, stateOf } from '../../../shared/snapshot.ts';
import { EMPTY_STATE, type State } from '../../../shared/state.ts';
import { OWNER, type TestHost } from '../../helpers/workspace.ts';

/** A plain client of the frames, as the renderer is one, that can also stop acknowledging. */
export interface TestClient {
  readonly port: Port;
  readonly frames: ServerFrame[];
  readonly texts: string[];
  state(): State;
  send(frame: ClientFrame): void;
  /** While false, frames are received but not acknowledged. */
  applies: boolean;
  acknowledge(): void;
  readonly closed: Promise<void>;
  /** Resolves when a received frame satisfies the predicate. */
  until(predicate: (client: TestClient) => boolean): Promise<void>;
}

export function connectClient(host: TestHost, hello: { since?: Position } = {}, caller: Caller = OWNER): TestClient {
  const [ours, theirs] = portPair();
  const frames: ServerFrame[] = [];
  const texts: string[] = [];
  const waits = new Set<() => void>();
  let state = EMPTY_STATE;
  let snapshot = '';
  let owed = 0;
  const client: TestClient = {
    port: ours,
    frames,
    texts,
    applies: true,
    state: () => state,
    send: (frame) => ours.send(JSON.stringify(frame)),
    acknowledge() {
      client.send({ t: 'ack', chars: owed });
      owed = 0;
    },
    closed: new Promise((resolve) => ours.onClose(resolve)),
    until: (predicate) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('the awaited frame never came')), 20_000);
        const look = () => {
          if (!predicate(client)) return;
          clearTimeout(timer);
          waits.delete(look);
          resolve();
        };
        waits.add(look);
        look();
      }),
  };
  ours.onFrame((text) => {
    const frame = JSON.parse(text) as ServerFrame;
    frames.push(frame);
    texts.push(text);
    if (frame.t === 'snap') {
      snapshot += frame.text;
      if (frame.last) {
        state = stateOf(JSON.parse(snapshot) as Snapshot);
        snapshot = '';
      }
    }
    if (frame.t === 'events') state = fold(state, frame.events as Envelope[]);
    if (frame.t === 'snap' || frame.t === 'events' || frame.t === 'log') owed += text.length;
    if (client.applies && owed > 0) client.acknowledge();
    for (const look of waits) look();
  });
  host.workbench.connect(theirs, caller);
  client.send({ t: 'hello', ...hello });
  return client;
}
