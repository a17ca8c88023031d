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
 * entry stays; a delete removes. An action that is neither does nothing.
 *
 * @throws TypeError when a callback is missing
 */
export function createAdaptor<T>({ load, set, remove }: AdaptorCallbacks<T>): Reloadable {
  needFunctions('createAdaptor', { load, set, remove });
  return {
    async reload(name, action, signal) {
      if (action === 'delete') remove(name);
      else if (action === 'addOrUpdate') set(name, await load(name, signal));
    },
  };
}

/** Throws TypeError unless all of these are functions: a missing callback is a fault of the program that shows at once. */
export function needFunctions(maker: string, callbacks: Readonly<Record<string, unknown>>): void {
  for (const [name, callback] of Object.entries(callbacks))
    if (typeof callback !== 'function') throw new TypeError(`${maker} needs the function \`${name}\`.`);
}
