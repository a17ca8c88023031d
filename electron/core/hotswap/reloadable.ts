/** What happened to a definition, as embedders are told. */
export type Action = 'addOrUpdate' | 'delete';

/** Something that follows the definitions of one kind. */
export interface Reloadable {
  /** Loads, or drops, one definition by name. A rejection keeps the last good version serving. */
  reload(name: string, action: Action, signal: AbortSignal): Promise<void> | void;
}

/** The three callbacks a generic adaptor is made of. */
export interface AdaptorCallbacks<T> {
  load(name: string, signal: AbortSignal): Promise<T> | T;
  set(name: string, value: T): void;
  remove(name: string): void;
}

/**
 * Makes a follower from three callbacks: an update loads, then sets, and a failed load sets nothing, so that the old
 * entry stays; a delete removes.
 */
export function createAdaptor<T>({ load, set, remove }: AdaptorCallbacks<T>): Reloadable {
  return {
    async reload(name, action, signal) {
      if (action === 'delete') return remove(name);
      set(name, await load(name, signal));
    },
  };
}
