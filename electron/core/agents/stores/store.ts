import type { AgentReference } from '../reference.ts';

/** How far a fetch has come. `total` is null when nobody says; `rate` is bytes a second. */
export interface Progress {
  readonly bytes: number;
  readonly total: number | null;
  readonly rate: number;
}

/** What a fetch is given along. */
export interface PullOptions {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

export type StoreName = 'nix' | 'oci' | 'http' | 'github';

/** A place where agents can be had from. */
export interface AgentStore {
  readonly name: StoreName;
  /**
   * Whether it has an agent; false as well when it cannot be asked.
   */
  available(reference: AgentReference, signal: AbortSignal): Promise<boolean>;
  /**
   * Brings an agent here; resolves with the path of its program.
   *
   * @throws AgentError STORE_MISSING (ask the next one), STORE_UNAVAILABLE (trying again may help), DIGEST_MISMATCH;
   * AppError TOO_LARGE, STORAGE_FULL, NOT_CONFIGURED
   */
  pull(reference: AgentReference, options: PullOptions): Promise<string>;
}
