const TOKEN_KEY = 'signalbox.token';
const WORKSPACE_KEY = 'signalbox.workspace';

/** With what the page was opened. */
export interface Entrance {
  readonly token: string | null;
  /** Id of the workspace to show; null for the current one. */
  readonly workspace: string | null;
}

/**
 * Takes the token (and workspace) out of the address, so that it is neither seen, bookmarked nor sent on, and keeps it
 * for this tab; an address without one uses what the tab kept.
 */
export function takeEntrance(
  address: Pick<Location, 'hash' | 'pathname' | 'search'>,
  memory: Pick<Storage, 'getItem' | 'setItem'>,
  replaceAddress: (address: string) => void,
): Entrance {
  const given = new URLSearchParams(address.hash.slice(1));
  const token = given.get('token');
  if (token !== null) {
    memory.setItem(TOKEN_KEY, token);
    memory.setItem(WORKSPACE_KEY, given.get('workspace') ?? '');
    replaceAddress(address.pathname + address.search);
  }
  // The desktop has no token and names the workspace in the query.
  const asked = new URLSearchParams(address.search).get('workspace');
  if (asked !== null) memory.setItem(WORKSPACE_KEY, asked);
  return { token: memory.getItem(TOKEN_KEY), workspace: memory.getItem(WORKSPACE_KEY) || null };
}

/** Remembers which workspace this tab shows, for the next load. */
export function rememberWorkspace(memory: Pick<Storage, 'setItem'>, workspace: string): void {
  memory.setItem(WORKSPACE_KEY, workspace);
}
