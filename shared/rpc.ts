import type { WireError } from './errors.ts';
import type { GaugeTopic } from './gauges.ts';
import type { LogAsk, LogSay } from './log.ts';
import type { Position } from './position.ts';

/** A two-way pipe of text frames: a MessagePort in the desktop app, a WebSocket in the browser, a pair in memory in tests. */
export interface Port {
  send(frame: string): void;
  onFrame(listener: (frame: string) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Characters a sender may have unacknowledged before it stops, and the level under which it goes on. */
export const CREDIT_HIGH = 100_000;
export const CREDIT_LOW = 50_000;
/** A frame to a client holds at most about this many characters; a snapshot goes in parts. */
export const FRAME_CHARS = 65_536;
/** A frame from a client above this many characters closes its port. */
export const CLIENT_FRAME_CHARS = 1_048_576;
/** Events kept in memory for clients that return; who is further behind gets a snapshot. */
export const RESUME_EVENTS = 20_000;

/** What a client may do: read, act, and read or write the text of definitions. */
export type Capability = 'read' | 'act' | 'write-files';

/** Frames a client sends. */
export type ClientFrame =
  | { readonly t: 'hello'; readonly since?: Position; readonly workspace?: string; readonly hidden?: boolean }
  | { readonly t: 'call'; readonly id: number; readonly name: string; readonly input?: unknown; readonly key?: string }
  | { readonly t: 'cancel'; readonly id: number }
  /** The characters of journal and log frames that were applied (not merely received) since the last ack. */
  | { readonly t: 'ack'; readonly chars: number }
  | { readonly t: 'hidden'; readonly hidden: boolean }
  /** `want` names what is measured only for those who ask for it; it replaces what was wanted before. */
  | { readonly t: 'gauges'; readonly on: boolean; readonly want?: readonly GaugeTopic[] }
  /** Asks something of a view of the log; its name is the client's own, and a name that is new opens a view. */
  | { readonly t: 'log'; readonly view: string; readonly ask: LogAsk };

/** Frames the core sends. `events` carries envelopes in order; `snap` parts are joined and parsed as one snapshot. */
export type ServerFrame =
  | {
      readonly t: 'welcome';
      readonly epoch: string;
      readonly host: string;
      readonly build: string;
      readonly workspace: string;
      readonly capabilities: readonly Capability[];
    }
  | { readonly t: 'resync'; readonly reason: 'first' | 'epoch' | 'behind' | 'unknown' }
  | { readonly t: 'snap'; readonly text: string; readonly last: boolean }
  | { readonly t: 'events'; readonly events: readonly unknown[] }
  | { readonly t: 'gauge'; readonly values: Readonly<Record<string, unknown>> }
  | { readonly t: 'log'; readonly view: string; readonly say: LogSay }
  | { readonly t: 'result'; readonly id: number; readonly value: unknown }
  | { readonly t: 'error'; readonly id: number; readonly error: WireError };

/** Two ports that hand frames to each other, each in a later turn of the event loop, as a real pipe would. */
export function portPair(): [Port, Port] {
  const left = oneEnd();
  const right = oneEnd();
  left.join(right);
  right.join(left);
  return [left.port, right.port];
}

interface End {
  readonly port: Port;
  readonly receive: (frame: string) => void;
  readonly ended: () => void;
  join(other: End): void;
}

function oneEnd(): End {
  let other: End | null = null;
  let open = true;
  const frames: ((frame: string) => void)[] = [];
  const closes: (() => void)[] = [];
  const end: End = {
    port: {
      send(frame) {
        const peer = other;
        if (open && peer) queueMicrotask(() => peer.receive(frame));
      },
      onFrame: (listener) => void frames.push(listener),
      onClose: (listener) => void closes.push(listener),
      close() {
        const peer = other;
        end.ended();
        if (peer) queueMicrotask(() => peer.ended());
      },
    },
    receive(frame) {
      if (open) for (const listener of frames) listener(frame);
    },
    ended() {
      if (!open) return;
      open = false;
      for (const listener of closes) listener();
    },
    join(peer) {
      other = peer;
    },
  };
  return end;
}
