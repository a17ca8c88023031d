import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { selectIsConnected, useWorkspace } from '../../stores/workspace-store.ts';
import { type MessageList, NO_MESSAGES, withMessages } from './message-list.ts';

/** Messages are asked for this long after the last answer, ms; not while nobody looks. */
const AGAIN_MS = 700;
const AT_ONCE = 500;

/** The messages of a server, followed for as long as the component is shown and the server is up. */
export function useMessages(server: string, isUp: boolean): MessageList & { readonly error: AppError | null } {
  const isConnected = useWorkspace(selectIsConnected);
  const [list, setList] = useState(NO_MESSAGES);
  const [error, setError] = useState<AppError | null>(null);

  useEffect(() => {
    if (!isConnected || !isUp) return;
    let seen = NO_MESSAGES;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wanted = new AbortController();
    const later = (): void => {
      timer = setTimeout(() => (document.hidden ? later() : void look()), AGAIN_MS);
    };
    async function look(): Promise<void> {
      try {
        const answer = await ask('mcp.messages', { server, after: seen.newest, limit: AT_ONCE }, wanted.signal);
        if (wanted.signal.aborted) return;
        // A new connection counts anew: what came before its first answer is asked for from its beginning.
        const restarted = answer.newest < seen.newest;
        seen = restarted ? NO_MESSAGES : withMessages(seen, answer);
        if (!restarted) setList(seen);
        setError(null);
      } catch (thrown) {
        if (wanted.signal.aborted) return;
        setError(asAppError(thrown));
      }
      later();
    }
    void look();
    return () => {
      wanted.abort();
      clearTimeout(timer);
    };
  }, [server, isConnected, isUp]);

  return { ...list, error };
}
