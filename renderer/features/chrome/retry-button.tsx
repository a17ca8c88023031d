import { currentConnection } from '../../client/calls.ts';
import type { Connection } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/time.tsx';

/** Connects again at once; says when it would by itself. */
export function RetryButton({ connection }: { readonly connection: Extract<Connection, { status: 'disconnected' }> }) {
  const now = useNow();
  const seconds = Math.ceil((connection.retryAt - now) / 1_000);
  return (
    <>
      <span>{seconds > 0 ? `next try in ${seconds} s` : 'trying now'}</span>
      <Button onClick={() => currentConnection()?.retryNow()} testId="retry">
        Retry
      </Button>
    </>
  );
}
