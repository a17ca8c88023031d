import type { Port } from '../../shared/rpc.ts';

/** A port of the page, which knows why it closed. */
export interface ClientPort extends Port {
  /** True when the other side does not accept who we are: trying again would change nothing. */
  wasRefused(): boolean;
}

/** Opens a port; rejects when there is nobody to talk to. */
export type OpenPort = (workspace: string | null) => Promise<ClientPort>;
