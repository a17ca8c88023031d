import type { AgentConnection } from './connect.ts';
import type { HandshakeFacts } from './handshake-tap.ts';
import type { Track } from './track.ts';

/** An agent that was loaded. */
export interface LoadedAgent extends AgentConnection {
  readonly id: string;
  readonly key: string;
  readonly path: string;
  readonly endpoint: string;
}

/** What the inspector can look at. */
export interface AgentLook {
  readonly track: Track;
  readonly handshake: (() => HandshakeFacts) | null;
  readonly stderr: (() => string) | null;
}
