import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { selectIsConnected, useWorkspace } from '../../stores/workspace-store.ts';
import { type MessageList, NO_MESSAGES, withMessages } from './message-list.ts';

/** The core answers when there is a message, at the latest after this long, ms. */
const LONGEST_WAIT_MS = 25_000;
/** Between two questions, ms: what comes in the meantime is shown at once. */
const PAUSE_MS = 100;
/** After a question that failed, ms. */
const AGAIN_MS = 700;
const AT_ONCE = 500;

/** What is known of the messages of a server. */
interface Messages {
  /** Null before anything was heard of them. */
  readonly list: MessageList | null;
  readonly error: AppError | null;
}

/** The messages of a server as they come, for as long as the component is shown and the server is up. */
export function useMessages(server: string, isUp: boolean): Messages {
  const isConnected = useWorkspace(selectIsConnected);
  const [list, setList] = useState<MessageList | null>(null);
  const [error, setError] = useState<AppError | null>(null);

  useEffect(() => {
    if (!isConnected || !isUp) return;
    const wanted = new AbortController();
    const { signal } = wanted;
    void (async () => {
      let seen = NO_MESSAGES;
      while (!signal.aborted) {
        await untilSeen(signal);
        let pauseMs = PAUSE_MS;
        try {
          const input = { server, after: seen.newest, limit: AT_ONCE, waitMs: LONGEST_WAIT_MS };
          const answer = await ask('mcp.messages', input, signal);
          if (signal.aborted) return;
          // A new connection counts anew: what came before its first answer is asked for from its beginning.
          const restarted = answer.newest < seen.newest;
          seen = restarted ? NO_MESSAGES : withMessages(seen, answer);
          if (!restarted) setList(seen);
          setError(null);
        } catch (thrown) {
          if (signal.aborted) return;
          setError(asAppError(thrown));
          pauseMs = AGAIN_MS;
        }
        await pause(pauseMs, signal);
      }
    })();
    return () => wanted.abort();
  }, [server, isConnected, isUp]);

  return { list, error };
}

/** Resolves when somebody can look at the page. */
function untilSeen(signal: AbortSignal): Promise<void> {
  if (!document.hidden || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', end);
    signal.addEventListener('abort', end);
    function end(): void {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', end);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
