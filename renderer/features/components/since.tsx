import { formatElapsed } from '../../lib/format.ts';
import { selectConnection, useWorkspace } from '../../stores/workspace-store.ts';
import { useNow } from '../../ui/time.tsx';

/** Wall time up to which something is known, epoch ms: now, or the moment when the connection was lost. */
export function useKnownNow(): number {
  const connection = useWorkspace(selectConnection);
  const now = useNow();
  return connection.status === 'disconnected' ? connection.since : now;
}

/** How long a state has lasted, counting on for as long as it is known to last. */
export function Since({ at }: { readonly at: number }) {
  return formatElapsed(useKnownNow() - at);
}
